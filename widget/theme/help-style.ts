import { inset } from './base-style.ts'
import { font, motion, narrowPx, radius } from './tokens.ts'

const { quick, calm, ease } = motion

export const helpStyle = `
.help{position:fixed;inset-block-end:${inset.block};inset-inline-end:${inset.end};display:flex;flex-direction:column;width:400px;max-width:calc(100vw - 24px);height:min(620px,calc(100dvh - 40px));border-radius:16px;background:var(--surface);box-shadow:0 0 0 1px var(--edge),var(--shadow);pointer-events:auto;z-index:1;transform-origin:100% 100%;animation:help 300ms ${ease}}
[data-side=start] .help{inset-inline:${inset.start} auto}
[data-left] .help{transform-origin:0 100%}
@keyframes help{from{opacity:0;translate:0 12px;scale:.97}}
.help-head{display:flex;align-items:center;gap:6px;padding:12px;border-block-end:1px solid var(--line)}
.help-search{flex:1;min-width:0;display:flex;align-items:center;gap:10px;height:44px;padding-inline:14px 6px;border-radius:12px;background:var(--hover);color:var(--subtle);transition:background ${quick},box-shadow ${quick}}
.help-search:focus-within{background:var(--surface);box-shadow:inset 0 0 0 2px var(--ink)}
.help-search svg{width:17px;height:17px}
.help-search input{appearance:none;flex:1;min-width:0;height:100%;background:none;color:var(--text);font-size:15px;outline:none;unicode-bidi:plaintext}
.help-search input::placeholder{color:var(--subtle);opacity:1}
.help-search input::-webkit-search-cancel-button{appearance:none}
.help-body{flex:1;min-height:0;padding:6px 8px 12px;overflow-y:auto;overscroll-behavior:contain;scrollbar-width:thin;scrollbar-color:var(--track) transparent}
.help-label{padding:12px 12px 6px;color:var(--subtle);font:500 12.5px/18px var(--family);letter-spacing:0}
.carry-on{display:flex;align-items:center;gap:12px;width:100%;padding:12px;border-radius:12px;box-shadow:inset 0 0 0 1px var(--line);transition:background ${quick}}
.carry-on:hover{background:var(--hover)}
.carry-on .count{margin-inline-start:auto}
.answers{transition:opacity ${calm}}
.answers[data-stale]{opacity:.55}
.answer{border-radius:12px;transition:background ${calm};animation:answer 260ms ${ease} backwards}
.answer:nth-child(2){animation-delay:30ms}.answer:nth-child(3){animation-delay:60ms}.answer:nth-child(n+4){animation-delay:90ms}
@keyframes answer{from{opacity:0;translate:0 6px}}
.answer:hover,.answer[data-open]{background:var(--wash)}
.answer+.answer{margin-block-start:2px}
.answer-head{display:flex;align-items:flex-start;gap:12px;width:100%;padding:10px 12px 0;border-radius:12px}
.answer-head>svg{margin-block-start:6px;color:var(--subtle);transition:rotate ${calm} ${ease}}
[data-open]>.answer-head>svg{rotate:180deg}
.answer-icon{display:grid;place-items:center;flex:none;width:28px;height:28px;border-radius:9px;background:var(--wash);color:var(--ink)}
.answer-icon svg{stroke-width:1.3}
.answer-title{flex:1;min-width:0;padding-block:4px;font:${font.strong} var(--family);letter-spacing:-.008em}
.answer-text{padding:0 12px 12px;padding-inline-start:52px}
.extract{color:var(--soft);display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
[data-open] .extract{display:block}
mark{border-radius:3px;background:none;color:var(--text);font-weight:600}
.source{margin-block-start:5px!important;color:var(--subtle);font:${font.small} var(--family)}
.answer .why{margin-block-start:8px;padding:8px 0 0;border-block-start:1px solid var(--line);border-radius:0;background:none;animation:none}
.says{display:flex;flex-wrap:wrap;gap:6px;margin-block-start:10px}
.say{display:inline-flex;align-items:center;gap:5px;min-height:28px;padding:3px 10px;border-radius:${radius.pill};background:var(--surface);box-shadow:0 0 0 1px var(--edge);color:var(--soft);font:${font.small} var(--family);transition:background ${quick}}
.say:hover{box-shadow:0 0 0 1px var(--outline);color:var(--text)}
.say svg{width:14px;height:14px;stroke-width:1.3}
.bones{display:grid;gap:26px;padding:20px 12px;opacity:0;animation:bones ${calm} 180ms forwards}
.bones i{display:grid;grid:12px 10px/28px minmax(0,1fr);gap:8px 12px;animation:bone 1.2s ease-in-out infinite alternate}
.bones i::before,.bones i::after{content:'';border-radius:6px;background:var(--track)}
.bones i::before{grid-row:1/3;height:28px;border-radius:9px}
.bones i::after{grid-row:1/3;height:30px;background:linear-gradient(var(--track) 12px,transparent 0 20px,var(--track) 0)}
.bones i:nth-child(2){margin-inline-end:15%;animation-delay:120ms}.bones i:nth-child(3){margin-inline-end:32%;animation-delay:240ms}
@keyframes bones{to{opacity:1}}
@keyframes bone{to{opacity:.5}}
.nothing{display:grid;justify-items:center;align-content:center;gap:4px;min-height:70%;padding:24px 28px;color:var(--subtle);text-align:center;text-wrap:balance}
.nothing p+p{margin-block-start:0}
.nothing-icon{display:grid;place-items:center;width:48px;height:48px;margin-block-end:10px;border-radius:50%;background:var(--wash);color:var(--ink)}
.nothing-icon svg{width:20px;height:20px;stroke-width:1.4}
.nothing-title{color:var(--text);font:${font.title} var(--family)}
.nothing .button{margin-block-start:14px}
.help-foot{padding:8px;border-block-start:1px solid var(--line)}
.help-foot .button{width:100%;min-height:40px;gap:10px;padding-inline:14px;color:var(--soft)}
.help-foot .button svg{width:16px;height:16px;margin:0}
@media (max-width:${narrowPx - 1}px){.help,[data-side=start] .help{inset:auto 12px max(12px,env(safe-area-inset-bottom));width:auto;height:min(620px,calc(100dvh - 24px))}.help-search input{font-size:16px}.answer-text{padding-inline-start:12px}}
@media (forced-colors:active){.help,.help-search,.carry-on,.say,.answer-icon{border:1px solid CanvasText}mark{background:Mark;color:MarkText}}
@media (prefers-reduced-motion:reduce){.bones i{animation:none}}
`
