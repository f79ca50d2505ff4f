/** Host pages to be a guest on. Nothing in them is inline: they are served under the strict policy. */

const product = `
<div id="app">
  <header>
    <strong>Northwind</strong>
    <nav><a href="/projects">Projects</a> <a href="/team">Team</a> <a href="/reports">Reports</a></nav>
    <button id="profile" type="button">Ada</button>
  </header>
  <main>
    <h1>Projects</h1>
    <p><button id="new" type="button" data-cairn="new-project">New project</button>
       <button id="export" type="button" data-testid="export">Export</button>
       <button id="export-again" type="button" data-testid="twice">One</button>
       <button type="button" data-testid="twice">Two</button>
       <button type="button" data-testid="unseen" hidden>Hidden</button></p>
    <label>Search <input id="search" type="search"></label>
    <label>Notes <textarea id="notes" rows="4"></textarea></label>
    <table><thead><tr><th>Name</th><th>Owner</th><th>State</th></tr></thead><tbody>
      <tr><td>Apollo</td><td>Ada</td><td>On track</td></tr>
      <tr><td>Gemini</td><td>Grace</td><td>At risk</td></tr>
      <tr><td>Mercury</td><td>Linus</td><td>Done</td></tr>
    </tbody></table>
  </main>
</div>`

const productStyle = `
body{margin:0;font:15px/1.5 system-ui,sans-serif;background:#f7f8fa;color:#1c1f26}
header{display:flex;align-items:center;gap:24px;padding:14px 32px;background:#fff;border-bottom:1px solid #e6e8ec}
nav{display:flex;gap:16px;flex:1}nav a{color:#3f4654;text-decoration:none}
main{max-width:860px;margin:24px auto;padding:0 32px}
main button,#profile{padding:7px 14px;border:1px solid #d5d8de;border-radius:7px;background:#fff;font:inherit;color:inherit}
label{display:block;margin:12px 0;color:#3f4654}input,textarea{display:block;width:260px;padding:7px;border:1px solid #868b95;border-radius:7px;font:inherit;color:inherit;background:transparent}
table{width:100%;border-collapse:collapse;margin-top:24px;background:#fff;border:1px solid #e6e8ec}th,td{padding:10px 14px;text-align:start;border-bottom:1px solid #eef0f3}
.tall{height:2400px}.moved{position:absolute;left:240px;top:420px}.gone{display:none}
@media(max-width:480px){main,header{padding-inline:16px}th,td{padding:10px 6px}}`

const darkStyle = `${productStyle}
body{background:#101216;color:#e8eaee}header,table,main button,#profile{background:#17191f;border-color:#2a2d35}nav a,label{color:#b7bcc7}th,td{border-color:#23262d}`

/** Everything that pages are known to do to their guests. */
const hostileStyle = `${productStyle}
*,*::before,*::after{all:revert;box-sizing:content-box!important;color:red!important;font-family:cursive!important;letter-spacing:4px!important;text-transform:uppercase!important;line-height:3!important;margin:3px!important;transition:none!important;--surface:lime!important;--text:lime!important;--accent:lime!important;direction:rtl!important}
div{display:flex!important;opacity:.3!important;filter:blur(2px)!important;transform:rotate(2deg)!important;width:50%!important;visibility:hidden!important}
body>:last-child{margin-bottom:40px!important}body>:not(:last-child){margin-bottom:90px!important}
div:empty,[popover]{display:none!important;position:static!important;z-index:-1!important;pointer-events:auto!important}
#app,#app *{visibility:visible!important;opacity:1!important;filter:none!important}
button,h2,p,ol,li,svg{border:5px solid red!important;background:yellow!important;font-size:40px!important;display:inline!important}
header{position:relative;z-index:2147483647!important}`

/** Resets in the manner of utility frameworks. */
const preflightStyle = `${productStyle}
*,::after,::before,::backdrop{box-sizing:border-box;margin:0;padding:0;border:0 solid}
html,:host{line-height:1.5;-webkit-text-size-adjust:100%}h1,h2{font-size:inherit;font-weight:inherit}ol,ul{list-style:none}
img,svg,video{display:block;vertical-align:middle}button,input{font:inherit;color:inherit;background-color:transparent;border-radius:0}`

export const hostPages = {
  plain: { style: productStyle, html: product, attributes: 'lang="en"' },
  dark: { style: darkStyle, html: product, attributes: 'lang="en"' },
  hostile: { style: hostileStyle, html: product, attributes: 'lang="en"' },
  preflight: { style: preflightStyle, html: product, attributes: 'lang="en"' },
  rtl: { style: productStyle, html: product, attributes: 'lang="ar" dir="rtl"' },
} as const
export type HostPage = keyof typeof hostPages
