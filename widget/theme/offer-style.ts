import { font, motion, narrowPx, radius } from './tokens.ts'

const { calm, ease } = motion

export const offerStyle = `
.offer{position:fixed;inset:0;width:min(440px,calc(100vw - 32px));max-width:none;height:fit-content;max-height:calc(100dvh - 32px);margin:auto;overflow:auto;overscroll-behavior:contain;border-radius:18px;background:var(--surface);color:inherit;box-shadow:0 0 0 1px var(--edge),var(--shadow);pointer-events:auto;animation:offer 320ms ${ease}}
.offer::backdrop{background:rgba(12,14,20,.46);animation:dim ${calm} ease-out}
.offer:focus-visible{outline:none}
@keyframes offer{from{opacity:0;translate:0 14px;scale:.97}}
@keyframes dim{from{opacity:0}}
.offer-card{padding:24px 24px 0}
.offer-head{display:flex;align-items:flex-start;gap:2px;margin-inline-end:-8px}
.offer-badge{display:grid;place-items:center;width:44px;height:44px;margin-inline-end:auto;border-radius:13px;background:var(--wash);color:var(--ink)}
.offer-badge svg{width:22px;height:22px;stroke-width:1.3}
.offer h2{margin-block:16px 6px;font-size:20px;line-height:27px;letter-spacing:-.018em}
.offer-body{color:var(--soft);font-size:14.5px;line-height:22px}
.price{display:flex;flex-wrap:wrap;align-items:baseline;gap:2px 6px;margin-block:18px 0;padding:14px 16px;border-radius:12px;background:var(--wash)}
.price strong{font:600 24px/30px var(--family);letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.price-per,.price-before{color:var(--soft)}
.price-before{margin-inline-start:2px}
.price-until{flex-basis:100%;color:var(--ink);font:${font.label} var(--family)}
.price-until::first-letter{text-transform:uppercase}
.offer-terms{margin-block:12px 0;color:var(--subtle);font:${font.small} var(--family)}
.offer-foot{display:flex;flex-wrap:wrap;align-items:center;gap:8px;margin-block:22px 20px}
.offer-foot .button{min-height:40px;padding-inline:16px;border-radius:10px;font-size:14px}
.offer-why{display:flex;gap:8px;margin-inline:-24px;padding:12px 24px 14px;border-block-start:1px solid var(--line);color:var(--subtle);font:${font.small} var(--family)}
.offer-why svg{width:15px;height:15px;margin-block-start:1.5px;stroke-width:1.3}
.offer :is(.button,.icon):focus-visible{outline-offset:2px}
@media (max-width:${narrowPx - 1}px){.offer{inset:auto 0 0;width:100%;max-height:92dvh;border-radius:${radius.panel} ${radius.panel} 0 0}.offer-card{padding:20px 20px max(0px,env(safe-area-inset-bottom))}.offer-why{margin-inline:-20px;padding-inline:20px}.offer-foot .primary{flex:1 1 100%;justify-content:center}.offer-foot .quiet{flex:1 1 100%;justify-content:center}}
@media (forced-colors:active){.offer{border:1px solid CanvasText}.price{border:1px solid CanvasText}}
`
