import { inset } from './base-style.ts'
import { font, motion, narrowPx, radius } from './tokens.ts'

const { quick, calm, ease } = motion

export const checklistStyle = `
.checklist{position:fixed;inset-block-end:${inset.block};inset-inline-end:${inset.end};display:grid;grid-template-rows:minmax(0,1fr);align-items:end;justify-items:end;max-width:calc(100vw - 24px);max-height:calc(100dvh - 24px)}
[data-side=start] .checklist{inset-inline:${inset.start} auto;justify-items:start}
.checklist>*{grid-area:1/1;min-height:0;background:var(--surface);pointer-events:auto}

.launcher{display:flex;align-items:center;gap:10px;max-width:300px;height:44px;padding-inline:10px 16px;border-radius:${radius.pill};box-shadow:0 0 0 1px var(--edge),var(--lift);}
.launcher:hover{box-shadow:0 0 0 1px var(--edge),var(--shadow)}
.launcher-title{font:${font.label} var(--family);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.launcher-count{flex:none;color:var(--subtle);font:${font.small} var(--family);font-variant-numeric:tabular-nums}


.panel{display:flex;flex-direction:column;width:360px;max-width:100%;max-height:min(640px,100%);border-radius:${radius.panel};box-shadow:0 0 0 1px var(--edge),var(--shadow)}
.panel,.launcher{transform-origin:100% 100%;transition:${calm} ${ease};transition-property:opacity,scale,translate,box-shadow;animation:rise 400ms ${ease}}
[data-left] :is(.panel,.launcher){transform-origin:0 100%}
[data-collapsed]>.panel,.checklist:not([data-collapsed])>.launcher{visibility:hidden;opacity:0;scale:.96;translate:0 6px;animation:none;transition:${quick};transition-property:opacity,scale,translate,visibility}
@keyframes rise{from{opacity:0;translate:0 10px;scale:.98}}

.head{padding-block:16px 14px;padding-inline:20px 14px;border-block-end:1px solid var(--line)}
.head-row{display:flex;align-items:flex-start;gap:2px}
.head-row h2{flex:1;padding-block:4px}
.head-body{margin-block-start:2px;padding-inline-end:6px;color:var(--subtle)}
.progress{display:flex;align-items:center;gap:12px;margin-block-start:12px;padding-inline-end:6px}
.bar{flex:1;height:6px;border-radius:${radius.pill};background:var(--track);overflow:hidden}
.bar-done{height:100%;border-radius:inherit;background:var(--ink);transition:width 600ms ${ease}}
.head .why{margin-inline-end:6px}
.why-row{display:flex;justify-content:space-between;align-items:center;margin-block:-3px 2px;margin-inline-end:-6px}
.why strong{font-weight:600;color:var(--text)}

.steps{padding:8px;overflow-y:auto;overscroll-behavior:contain;scrollbar-width:thin;scrollbar-color:var(--track) transparent}
.step{display:flex;gap:10px;padding-inline:10px;border-radius:${radius.row};transition:background ${calm}}
.step[data-open]{background:var(--wash)}
.step:not([data-open]):hover:has(button.step-title){background:var(--hover)}
.mark{display:grid;place-items:center;flex:none;width:20px;height:20px;margin-block-start:9px;border:1.5px solid var(--outline);border-radius:50%;color:transparent;transition:background ${calm},border-color ${calm}}
.mark svg{width:14px;height:14px;stroke-width:2}
.step[data-open]>.mark{border-color:var(--ink)}
.step[data-done]>.mark{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
.box{position:relative;border-radius:${radius.box}}
.box::after{content:'';position:absolute;inset:-8px}
.step:not([data-done])>.box:hover{border-color:var(--ink);color:var(--ink);background:var(--wash)}
.step[data-done]>.box{cursor:default}
.mark[data-fresh]{animation:pop 420ms ${ease}}
.mark[data-fresh] .tick{stroke-dasharray:1;animation:draw 320ms 120ms ease-out backwards}
@keyframes pop{0%{scale:.8}45%{scale:1.14}}
@keyframes draw{from{stroke-dashoffset:1}}
.step-main{flex:1;min-width:0}
.step-title{display:block;width:100%;padding-block:9px;font:${font.label} var(--family);border-radius:6px}
.step[data-open] .step-title{font-weight:600}
.step[data-done] .step-title{color:var(--subtle);font-weight:400;text-decoration:line-through;text-decoration-thickness:1px;text-decoration-color:var(--outline)}
.fold{display:grid;grid-template-rows:0fr;visibility:hidden;transition:grid-template-rows ${calm} ${ease},visibility 0s ${calm}}
.step[data-open] .fold{grid-template-rows:1fr;visibility:inherit;transition:grid-template-rows ${calm} ${ease},visibility 0s}
.fold-inner{min-height:0;overflow:hidden}
.step-body{margin-block-start:-4px;padding-block-end:12px;color:var(--soft)}
.fold .button{margin-block:0 12px;margin-inline-start:1px}
.foot{padding:12px 16px;border-block-start:1px solid var(--line)}

.all-done{display:grid;justify-items:center;padding:30px 24px 24px;text-align:center}
.medal{position:relative;display:grid;place-items:center;width:52px;height:52px;margin-block-end:16px;border-radius:50%;background:var(--accent);color:var(--on-accent);box-shadow:0 0 0 7px var(--wash)}
.medal>*{grid-area:1/1}
.medal svg{width:28px;height:28px}
.medal i{width:5px;height:5px;border-radius:50%;background:var(--ink);opacity:0;}
.medal i:nth-child(odd){height:9px}
[data-fresh] .medal{animation:pop 500ms ${ease}}
[data-fresh] .medal .tick{stroke-dasharray:1;animation:draw 380ms 140ms ease-out backwards}
[data-fresh] .medal i{animation:fly 900ms 120ms ${ease}}
@keyframes fly{0%{opacity:0;transform:translateY(-20px)}20%{opacity:1}100%{opacity:0;transform:translateY(-50px) scale(.4)}}
.all-done-title{font:600 16px/22px var(--family);letter-spacing:-.012em}
.all-done-text{margin-block:2px 18px;color:var(--subtle)}

@media (max-width:${narrowPx - 1}px){.checklist,[data-side=start] .checklist{inset:auto 12px max(12px,env(safe-area-inset-bottom))}.checklist:not([data-collapsed]){justify-items:stretch}.panel{width:100%;max-height:min(560px,80vh)}}
@media (forced-colors:active){.launcher,.panel{border:1px solid CanvasText}.bar{border:1px solid CanvasText}.bar-done,.step[data-done]>.mark,.medal{background:Highlight;forced-color-adjust:none}}
@media (prefers-reduced-motion:reduce){.medal i{display:none}}
`
