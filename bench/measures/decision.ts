import { decidedSlots } from '../../contract/content.ts'
import type { Decision, DecisionInput } from '../../contract/decision.ts'
import type { Session } from '../../contract/session.ts'
import { sessionView } from '../../contract/session-view.ts'
import type { Asker } from '../../server/decision/asker.ts'
import { decideSlot } from '../../server/decision/decide.ts'
import { mixedContents, openChecklists } from '../fixtures/contents.ts'
import { type BenchWorld, benchContext, busySession, createWorld, goOn } from '../fixtures/world.ts'
import type { Plan } from '../plan.ts'
import { quantile } from '../report/quantile.ts'
import { micros, millis, perSecond, type Row, times } from '../report/row.ts'
import { measureStages } from './stages.ts'

const users = 16
const budgets = { thousandMs: 5, pipelineMs: 0.5 }

interface Timed {
  readonly p50: number
  readonly p99: number
}
const timed = (ms: readonly number[]): Timed => ({ p50: quantile(ms, 0.5), p99: quantile(ms, 0.99) })
/** Of the quietest repetition: whatever else the machine does can only add to a wall time. */
const quietest = (repetitions: readonly Timed[]): Timed => ({
  p50: Math.min(...repetitions.map(({ p50 }) => p50)),
  p99: Math.min(...repetitions.map(({ p99 }) => p99)),
})

const inputFor = (session: Session, slot: DecisionInput['slot'], { decisionWorld }: BenchWorld, seed: number) => ({
  slot,
  session,
  now: session.lastAt,
  seed,
  settings: '1',
  catalogue: decisionWorld.catalogue.version,
})

const liveAsker = ({ host, decisionWorld }: BenchWorld): Asker => ({
  recommend: (enabled, input) => host.recommend(benchContext, enabled, decisionWorld.catalogue.source, input),
  check: (phase, enabled, input, candidates, texts) =>
    host.check(benchContext, phase, enabled, input, candidates, texts),
})

const busyUsers = ({ decisionWorld }: BenchWorld): Session[] =>
  Array.from({ length: users }, (_, index) => busySession(`user-${index}`, decisionWorld, index * 7))

/** Each pass decides every slot for a user who has just done one more thing: its session is new to the plugins, as it is in the server. */
const measurePasses = async (items: number, { decision }: Plan): Promise<readonly Row[]> => {
  const world = await createWorld(mixedContents(items))
  const { decisionWorld } = world
  const ask = liveAsker(world)
  const audiences = [...decisionWorld.catalogue.byVersion.values()].flatMap(({ audience }) =>
    audience === null ? [] : [audience],
  )
  const sessions = busyUsers(world)
  const ours: Timed[] = []
  const theirs: Timed[] = []
  const eachMicros: number[] = []
  // Ten times the items take ten times as long.
  const passesEach = Math.ceil((decision.passes * Math.min(1, 1_000 / items)) / users) * users
  // The first repetition warms up: indexes are prepared and code is compiled.
  for (let repetition = 0; repetition <= decision.repetitions; repetition++) {
    const [passes, matches]: [number[], number[]] = [[], []]
    let busyMicros = 0
    for (let pass = 0; pass < passesEach; pass++) {
      const user = pass % users
      const session = goOn(sessions[user] as Session, decisionWorld)
      sessions[user] = session
      const cpuBefore = process.cpuUsage()
      const startedAt = performance.now()
      for (const slot of decidedSlots)
        await decideSlot({ id: 'd', trigger: 't', input: inputFor(session, slot, world, pass) }, decisionWorld, ask)
      passes.push(performance.now() - startedAt)
      const { user: inUser, system } = process.cpuUsage(cpuBefore)
      busyMicros += inUser + system

      const view = sessionView(session, session.lastAt, decisionWorld.catalogue)
      const matchedAt = performance.now()
      for (const audience of audiences) audience(view)
      matches.push(performance.now() - matchedAt)
    }
    if (repetition === 0) continue
    ours.push(timed(passes))
    theirs.push(timed(matches))
    eachMicros.push(busyMicros / passesEach / decidedSlots.length)
  }
  const [cairn, mingo] = [quietest(ours), quietest(theirs)]
  const whole: Row = {
    figure: `decision for all slots, ${items} items, all built-in plugins: p50 / p99`,
    cairn: `${millis(cairn.p50)} / ${millis(cairn.p99)}`,
    baseline: `${millis(mingo.p50)} / ${millis(mingo.p99)}`,
    against: 'mingo, each audience tested once',
    ratio: `${times(cairn.p50 / mingo.p50)} / ${times(cairn.p99 / mingo.p99)}`,
    budget: items === 1_000 ? `p99 <= ${budgets.thousandMs} ms` : '',
    met: items === 1_000 ? cairn.p99 <= budgets.thousandMs : null,
  }
  const perCore: Row = {
    figure: `  slots decided a second and core, ${items} items`,
    cairn: perSecond(1_000_000 / Math.min(...eachMicros), 'decisions'),
    baseline: '',
    against: 'by CPU time, all threads',
    ratio: '',
    budget: '',
    met: null,
  }
  return [whole, perCore]
}

/** Answers as recorded, so that nothing but the pipeline's own stages runs. */
const playBack = ({ answers }: Decision): Asker => ({
  recommend: async () => answers.recommenders,
  check: async (phase) => (phase === 'eligibility' ? answers.eligibility : answers.content),
})

const measurePipeline = async ({ decision }: Plan): Promise<Row> => {
  const world = await createWorld(openChecklists(20))
  const { decisionWorld } = world
  const enabled = decisionWorld.settings.recommenders.map((one) => ({ ...one, options: most(one.plugin) }))
  const decideWith = (session: Session, seed: number, ask: Asker) =>
    decideSlot(
      { id: 'd', trigger: 't', input: inputFor(session, 'checklist', world, seed) },
      { ...decisionWorld, settings: { ...decisionWorld.settings, recommenders: enabled } },
      ask,
    )
  const sessions = busyUsers(world)
  const recorded = await decideWith(sessions[0] as Session, 0, liveAsker(world))
  if (recorded.result.candidates.length !== 20) throw new Error('the pipeline is measured with 20 candidates')
  const ask = playBack(recorded)
  const ours: Timed[] = []
  const theirs: Timed[] = []
  for (let repetition = 0; repetition <= decision.repetitions; repetition++) {
    const [passes, clones]: [number[], number[]] = [[], []]
    for (let pass = 0; pass < decision.passes; pass++) {
      const user = pass % users
      const session = goOn(sessions[user] as Session, decisionWorld)
      sessions[user] = session
      const startedAt = performance.now()
      const { input, answers } = await decideWith(session, pass, ask)
      passes.push(performance.now() - startedAt)

      const clonedAt = performance.now()
      structuredClone({ input, answers })
      clones.push(performance.now() - clonedAt)
    }
    if (repetition === 0) continue
    ours.push(timed(passes))
    theirs.push(timed(clones))
  }
  const [cairn, clone] = [quietest(ours), quietest(theirs)]
  return {
    figure: 'decision pipeline alone, one slot, 20 candidates: p50 / p99',
    cairn: `${micros(cairn.p50 * 1_000)} / ${micros(cairn.p99 * 1_000)}`,
    baseline: `${micros(clone.p50 * 1_000)} / ${micros(clone.p99 * 1_000)}`,
    against: 'structuredClone of its input and answers',
    ratio: `${times(cairn.p50 / clone.p50)} / ${times(cairn.p99 / clone.p99)}`,
    budget: `p99 <= ${budgets.pipelineMs} ms`,
    met: cairn.p99 <= budgets.pipelineMs,
  }
}

const most = (plugin: string): Record<string, number> => (plugin === 'next-step' ? { most: 20 } : {})

/** Stages 6 to 11. */
export const measureDecision = async (plan: Plan): Promise<readonly Row[]> => [
  ...(await measurePasses(100, plan)),
  ...(await measurePasses(1_000, plan)),
  ...(await measurePasses(10_000, plan)),
  ...(await measureStages(plan)),
  await measurePipeline(plan),
]
