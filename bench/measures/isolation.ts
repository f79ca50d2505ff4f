import { basename, dirname } from 'node:path'
import type { Session } from '../../contract/session.ts'
import { defaultDeadlines } from '../../server/plugin-host/deadlines.ts'
import type { PluginHandle } from '../../server/plugin-host/handle.ts'
import { createInProcessHandle } from '../../server/plugin-host/in-process-handle.ts'
import { createIsolation } from '../../server/plugin-host/isolation.ts'
import { loadPlugin, readPluginFile } from '../../server/plugin-host/load-plugin.ts'
import { builtInPluginFiles } from '../../server/plugin-host/load-plugins.ts'
import { createWorkerHandle } from '../../server/plugin-host/worker-handle.ts'
import { mixedContents } from '../fixtures/contents.ts'
import { benchContext, busySession, createWorld, goOn, silent } from '../fixtures/world.ts'
import type { Plan } from '../plan.ts'
import { quantile } from '../report/quantile.ts'
import { micros, type Row, times } from '../report/row.ts'

const items = 100
const monotonicMs = () => performance.now()

interface Measured {
  readonly handle: PluginHandle
  readonly options: unknown
  readonly fresh: number[]
  readonly again: number[]
}

/** One call of the same plugin, in a thread of its own and in the server's: of a session that is new to it, and of one that another slot has brought already. */
export const measureIsolation = async ({ decision }: Plan): Promise<readonly Row[]> => {
  const { decisionWorld } = await createWorld(mixedContents(items))
  const file = builtInPluginFiles().find((path) => basename(dirname(path)) === 'contextual-tip')
  if (file === undefined) throw new Error('contextual-tip is what is measured')
  const isolation = createIsolation({ memoryMb: 128 }, silent, monotonicMs)
  const { code, origin } = await readPluginFile(file)
  // Generous deadlines: a call is to be measured, not given up.
  const deadlines = { ...defaultDeadlines, recommendMs: 5_000, turnMs: 5_000 }
  const isolated = await createWorkerHandle(code, origin, isolation, deadlines)
  const inline = createInProcessHandle(await loadPlugin(file))
  const catalogue = decisionWorld.catalogue.source
  const eligible = catalogue.items.map(({ version }) => version)

  const call = async ({ handle, options }: Measured, session: Session, seed: number): Promise<number> => {
    const input = { session, slot: 'inline', eligible, now: session.lastAt, seed } as const
    const startedAt = performance.now()
    await handle.call(benchContext, { method: 'recommend', catalogue: catalogue.version, input, options })
    return performance.now() - startedAt
  }
  const ready = async (handle: PluginHandle): Promise<Measured> => {
    const check = await handle.validateOptions({})
    const options = check.ok ? check.options : {}
    await handle.prepare(benchContext, catalogue, options)
    return { handle, options, fresh: [], again: [] }
  }
  const taken = { isolated: await ready(isolated), inline: await ready(inline) }
  let session = busySession('isolated', decisionWorld, 0)
  const warmUp = decision.passes / 2
  for (let pass = -warmUp; pass < decision.passes; pass++) {
    session = goOn(session, decisionWorld)
    for (const where of ['isolated', 'inline'] as const) {
      const fresh = await call(taken[where], session, pass >>> 0)
      const again = await call(taken[where], session, pass >>> 0)
      if (pass < 0) continue
      taken[where].fresh.push(fresh)
      taken[where].again.push(again)
    }
  }
  await Promise.all([isolated.close(), inline.close(), isolation.close()])

  const row = (figure: string, which: 'fresh' | 'again'): Row => {
    const [ours, theirs] = [taken.isolated[which], taken.inline[which]]
    const of = (values: readonly number[], share: number) => quantile(values, share) * 1_000
    return {
      figure: `a plugin in a thread of its own, ${items} items, one call, ${figure}: p50 / p99`,
      cairn: `${micros(of(ours, 0.5))} / ${micros(of(ours, 0.99))}`,
      baseline: `${micros(of(theirs, 0.5))} / ${micros(of(theirs, 0.99))}`,
      against: 'the same plugin in the server’s thread',
      ratio: `${times(of(ours, 0.5) / of(theirs, 0.5))} / ${times(of(ours, 0.99) / of(theirs, 0.99))}`,
      budget: '',
      met: null,
    }
  }
  return [row('a new session', 'fresh'), row('a session it has', 'again')]
}
