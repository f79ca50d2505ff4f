import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { measureDecision } from './measures/decision.ts'
import { measureFold } from './measures/fold.ts'
import { measureHeap } from './measures/heap.ts'
import { measureIngest } from './measures/ingest.ts'
import { measureIntent } from './measures/intent.ts'
import { measureIsolation } from './measures/isolation.ts'
import { measureRetrieval } from './measures/retrieval.ts'
import { measureRoundTrip } from './measures/round-trip.ts'
import { measureWidgetSize } from './measures/widget-size.ts'
import { fullPlan, quickPlan } from './plan.ts'
import type { Row } from './report/row.ts'
import { asText } from './report/table.ts'
import { writeReport } from './report/write-report.ts'
import type { BenchServer } from './servers/server.ts'
import { startBare } from './servers/start-bare.ts'
import { type CairnServer, startCairn } from './servers/start-cairn.ts'

/** `npm run bench -- [--quick] [--write] [--only=ingest,heap]`: one run, one table. npm runs it in the project's folder. */
const flags = process.argv.slice(2)
const plan = flags.includes('--quick') ? quickPlan : fullPlan
const only = flags
  .find((flag) => flag.startsWith('--only='))
  ?.slice(7)
  .split(',')
const root = process.cwd()
const dist = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Each comparison gets fresh servers, so that none stands in another's leavings. */
const withServers = async (
  measure: (cairn: CairnServer, bare: BenchServer, how: typeof plan) => Promise<readonly Row[]>,
): Promise<readonly Row[]> => {
  const [cairn, bare] = await Promise.all([startCairn(), startBare()])
  try {
    return await measure(cairn, bare, plan)
  } finally {
    await Promise.all([cairn.end(), bare.end()])
  }
}

const measures: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  ingest: () => withServers(measureIngest),
  'round-trip': () => withServers(measureRoundTrip),
  intent: () => withServers(measureIntent),
  fold: () => measureFold(plan),
  decision: () => measureDecision(plan),
  retrieval: () => measureRetrieval(root, plan),
  isolation: () => measureIsolation(plan),
  heap: () => withServers(measureHeap),
  widget: () => measureWidgetSize(root, dist),
}

const startedAt = performance.now()
const rows: Row[] = []
for (const [name, measure] of Object.entries(measures)) {
  if (only !== undefined && !only.includes(name)) continue
  process.stderr.write(`bench: ${name}\n`)
  rows.push(...(await measure()))
}
const machine = `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} cores`
const how = plan === quickPlan ? 'a quick run' : 'a full run'
const measuredOn = `${machine}; ${how} of ${Math.round((performance.now() - startedAt) / 1_000)} s.`
console.log(`${asText(rows)}\n\n${measuredOn}`)
if (flags.includes('--write')) writeReport(join(root, 'docs/benchmarks.md'), 'all', rows, measuredOn)
