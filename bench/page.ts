import { launchBrowser } from '../scripts/browser/launch-browser.ts'
import { tickedChecklist } from './fixtures/contents.ts'
import { startHostPage } from './page/host-page.ts'
import { measureGrowth, measureIdle, measureLoad, type PagePlan } from './page/measure-page.ts'
import type { Row } from './report/row.ts'
import { asText } from './report/table.ts'
import { writeReport } from './report/write-report.ts'
import { startCairn } from './servers/start-cairn.ts'
import { createWorkspace } from './servers/workspace.ts'

/** `npm run bench:page -- [--quick] [--write]`: what the tag does to the page that it stands in, beside the same page without it. */
const flags = process.argv.slice(2)
const isQuick = flags.includes('--quick')
const plan: PagePlan = isQuick
  ? { visits: 2, idleMs: 5_000, cycles: 100, routes: 100 }
  : { visits: 5, idleMs: 20_000, cycles: 1_000, routes: 500 }

const startedAt = performance.now()
const [cairn, browser, host, quietHost] = await Promise.all([
  startCairn(),
  launchBrowser(),
  startHostPage(),
  startHostPage(),
])
const rows: Row[] = []
try {
  const origins = [host.origin, quietHost.origin]
  const busy = await createWorkspace(cairn, [tickedChecklist], {}, origins)
  const quiet = await createWorkspace(cairn, [], {}, origins)
  host.useTag(`${cairn.url}/cairn.js`, busy.publishableKey)
  quietHost.useTag(`${cairn.url}/cairn.js`, quiet.publishableKey)
  const pagesOf = (origin: string) => ({ bare: `${origin}/bare`, tagged: `${origin}/`, cairn: cairn.url })
  process.stderr.write('bench: load\n')
  rows.push(...(await measureLoad(browser, pagesOf(host.origin), plan)))
  process.stderr.write('bench: idle\n')
  rows.push(...(await measureIdle(browser, pagesOf(quietHost.origin), plan)))
  process.stderr.write('bench: growth\n')
  rows.push(...(await measureGrowth(browser, pagesOf(host.origin), plan)))
} finally {
  await browser.close()
  await Promise.all([host.close(), quietHost.close(), cairn.end()])
}
const measuredOn = `Chromium ${browser.version()}; ${isQuick ? 'a quick run' : 'a full run'} of ${Math.round((performance.now() - startedAt) / 1_000)} s.`
console.log(`${asText(rows)}\n\n${measuredOn}`)
if (flags.includes('--write')) writeReport('docs/benchmarks.md', 'page', rows, measuredOn)
