import { font, motion, radius } from './tokens.ts'

const { calm, ease } = motion

export const tipStyle = `
.tip{position:fixed;inset:0 auto auto 0;width:max-content;max-width:min(320px,calc(100vw - 24px));min-width:min(250px,calc(100vw - 24px));visibility:hidden;z-index:2}
.tip[data-seen]{visibility:visible}
.tip-card{position:relative;padding-block:14px 12px;padding-inline:16px 12px;border-radius:${radius.panel};background:var(--surface);box-shadow:0 0 0 1px var(--edge),var(--shadow);pointer-events:auto;opacity:0;scale:.97;translate:0 4px}
[data-side=top] .tip-card{transform-origin:50% 100%}
[data-side=bottom] .tip-card{transform-origin:50% 0;translate:0 -4px}
.tip[data-seen] .tip-card{opacity:1;scale:1;translate:0;transition:opacity ${calm} ${ease},scale ${calm} ${ease},translate ${calm} ${ease}}
.tip-head{display:flex;align-items:flex-start;gap:8px}
.tip-head h2{flex:1;padding-block:4px;font:${font.strong} var(--family);letter-spacing:-.008em}
.tip-body{margin-block-start:1px;padding-inline-end:6px;color:var(--soft)}
.tip-foot{display:flex;flex-wrap:wrap;align-items:center;gap:4px;margin-block-start:12px}
.tip-foot>.quiet:first-child{margin-inline-start:-8px}
.tip-foot .quiet{padding-inline:8px}
.tip-foot .end{margin-inline-start:auto}
.tip .why{margin-inline-end:4px}
.tip-point{position:absolute;width:12px;height:12px;rotate:45deg;background:var(--surface);border:solid var(--edge);border-width:1px 0 0 1px;border-radius:3px 0 0;background-clip:padding-box}
[data-side=top] .tip-point{rotate:225deg}
[data-side=left] .tip-point{rotate:135deg}
[data-side=right] .tip-point{rotate:-45deg}
@media (forced-colors:active){.tip-card{border:1px solid CanvasText}.tip-point{display:none}}
`
