import { font, margin, motion, narrowPx, radius } from './tokens.ts'

/**
 * The floor that every surface stands on. `!important` on the host is what a page cannot outbid: between important rules the inner tree
 * wins, so that not even `* { color: red !important }` reaches in.
 * Each text runs in its own direction, and stands where the page's direction puts it.
 */
export const baseStyle = `
:host{all:initial!important;display:block!important;position:fixed!important;inset:0 auto auto 0!important;width:0!important;height:0!important;margin:0!important;padding:0!important;border:0!important;background:none!important;overflow:visible!important;pointer-events:none!important;z-index:2147483000!important;direction:ltr!important;unicode-bidi:isolate!important}
*,*::before,*::after{box-sizing:border-box;margin:0;padding:0;border:0 solid transparent;font:inherit;color:inherit;letter-spacing:inherit}
.root{color:var(--text);font:${font.text} var(--family);font-family:var(--family);letter-spacing:-.006em;text-align:left;-webkit-font-smoothing:antialiased;-moz-osx-font-smoothing:grayscale;-webkit-text-size-adjust:100%;overflow-wrap:anywhere}
.root[dir=rtl]{text-align:right}
p,h2,span,strong,a,button,input{unicode-bidi:plaintext}
button{appearance:none;background:none;text-align:inherit;cursor:pointer;touch-action:manipulation;user-select:none;-webkit-tap-highlight-color:transparent}
a{text-decoration:none;cursor:pointer}
ol{list-style:none}
svg{display:block;flex:none}
p+p{margin-block-start:8px}
h2{font:${font.title} var(--family);letter-spacing:-.012em;text-wrap:balance}
:focus{outline:none}
:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.icon{display:grid;place-items:center;flex:none;width:28px;height:28px;border-radius:${radius.control};color:var(--subtle);transition:background ${motion.quick},color ${motion.quick}}
.icon:hover,.icon[aria-expanded=true][aria-haspopup]{background:var(--hover);color:var(--text)}
.icon:active{background:var(--press)}
.icon.small{width:24px;height:24px}
.button{display:inline-flex;align-items:center;gap:6px;min-height:32px;padding:6px 12px;border-radius:${radius.control};font:${font.label} var(--family);transition:background ${motion.quick},filter ${motion.quick},scale ${motion.quick}}
.button:active{scale:.98}
.button svg{width:14px;height:14px;margin-inline-end:-2px}
.primary{background:var(--accent);color:var(--on-accent);box-shadow:inset 0 1px 0 rgba(255,255,255,.14),0 1px 2px rgba(0,0,0,.14)}
.primary:hover{filter:brightness(1.08)}
.quiet{color:var(--subtle)}
.quiet:hover{background:var(--hover);color:var(--text)}
.why{margin-block-start:12px;padding:10px 12px;border-radius:${radius.row};background:var(--hover);color:var(--soft);font:${font.small} var(--family);animation:appear ${motion.calm} ${motion.ease}}
.notice{position:fixed;inset:auto 0 max(${margin},env(safe-area-inset-bottom));z-index:3;display:flex;align-items:center;gap:4px;width:max-content;max-width:calc(100vw - 24px);margin-inline:auto;padding-block:6px;padding-inline:16px 6px;border-radius:${radius.panel};background:var(--surface);box-shadow:0 0 0 1px var(--edge),var(--shadow);pointer-events:auto;animation:appear ${motion.calm} ${motion.ease}}
.notice .button{color:var(--ink)}
.menu{position:relative}
.menu-list{position:absolute;inset-block-start:calc(100% + 4px);inset-inline-end:0;z-index:1;width:max-content;min-width:190px;max-width:260px;padding:5px;border-radius:11px;background:var(--surface);box-shadow:0 0 0 1px var(--edge),var(--shadow);animation:appear 160ms ${motion.ease}}
.menu-list[data-up]{inset-block:auto calc(100% + 4px)}
.menu-list button{display:block;width:100%;padding:7px 10px;border-radius:7px}
.menu-list button:hover,.menu-list button:focus-visible{background:var(--hover)}
.menu-list button:focus-visible{outline-offset:-2px}
.ring{position:relative;display:grid;place-items:center;flex:none;width:24px;height:24px;color:transparent}
.ring>*{grid-area:1/1}
.ring>svg:first-child{rotate:-90deg}
.ring>svg:last-child{width:14px;height:14px}
.ring[data-full]{color:var(--ink)}
.ring-track{stroke:var(--track)}
.ring-done{stroke:var(--ink);stroke-dasharray:100;transition:stroke-dashoffset 600ms ${motion.ease}}
.count{flex:none;color:var(--subtle);font:${font.small} var(--family);font-variant-numeric:tabular-nums}
@keyframes appear{from{opacity:0;translate:0 -4px}}
@media (prefers-reduced-motion:reduce){*,*::before,*::after{animation-duration:1ms!important;animation-delay:0s!important;transition-duration:1ms!important;transition-delay:0s!important}}
@media (forced-colors:active){.button,.icon,.why,.notice,.menu-list{border:1px solid ButtonBorder}:focus-visible{outline-color:Highlight}.ring-done{stroke:Highlight}}
@media (max-width:${narrowPx - 1}px){.notice{margin-block-end:56px}}
@media print{.root{display:none}}
`

/** Where the surfaces keep their distance, also from notches and rounded corners. */
export const inset = {
  block: `max(${margin},env(safe-area-inset-bottom))`,
  start: `max(${margin},env(safe-area-inset-left))`,
  end: `max(${margin},env(safe-area-inset-right))`,
} as const
