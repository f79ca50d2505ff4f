import { createCipheriv, randomBytes } from 'node:crypto'
import { decidedSlots } from '../../contract/content.ts'
import type { Session } from '../../contract/session.ts'
import type { Asker, DecisionWorld } from '../../server/decision/asker.ts'
import { decideSlot } from '../../server/decision/decide.ts'
import { decidedEntry } from '../../server/event-flow/flow-entries.ts'
import { foldEntry } from '../../server/sessions/fold-entry.ts'
import { mixedContents } from '../fixtures/contents.ts'
import { benchContext, busySession, createWorld, goOn } from '../fixtures/world.ts'
import type { Plan } from '../plan.ts'
import { quantile } from '../report/quantile.ts'
import { micros, type Row } from '../report/row.ts'

const users = 16
const items = 1_000

const stages = {
  target: 'target',
  gather: 'gather: all recommenders',
  merge: 'merge their candidates',
  guard: 'guard: all guardrails over all candidates',
  rank: 'rank and draw',
  check: 'check what was drawn',
  explain: 'explain, and digest',
  record: 'record: as text, sealed, folded',
} as const
type Stage = keyof typeof stages

/** Where the time of a decision goes, by the moments at which it asks and is answered. Only those that drew something have all stages. */
export const measureStages = async ({ decision }: Plan): Promise<readonly Row[]> => {
  const { host, decisionWorld } = await createWorld(mixedContents(items))
  const times: Record<Stage, number[]> = {
    target: [],
    gather: [],
    merge: [],
    guard: [],
    rank: [],
    check: [],
    explain: [],
    record: [],
  }
  const marks = new Map<string, number>()
  const mark = (name: string) => marks.set(name, performance.now())
  const between = (from: string, to: string) => (marks.get(to) ?? 0) - (marks.get(from) ?? 0)
  const ask: Asker = {
    async recommend(enabled, input) {
      mark('asked')
      const answers = await host.recommend(benchContext, enabled, decisionWorld.catalogue.source, input)
      mark('answered')
      return answers
    },
    async check(phase, enabled, input, candidates, texts) {
      mark(`${phase} asked`)
      const answers = await host.check(benchContext, phase, enabled, input, candidates, texts)
      mark(`${phase} answered`)
      return answers
    },
  }
  const key = randomBytes(32)
  const store = (session: Session, decided: ReturnType<typeof decidedEntry>): void => {
    const cipher = createCipheriv('aes-256-gcm', key, randomBytes(12))
    cipher.update(JSON.stringify(decided.body), 'utf8')
    cipher.final()
    foldEntry(session, { ...decided, seq: session.seq + 1 } as never, () => decisionWorld.catalogue)
  }

  const sessions = Array.from({ length: users }, (_, index) => busySession(`user-${index}`, decisionWorld, index * 7))
  const world: DecisionWorld = decisionWorld
  // The first half warms up.
  for (let pass = 0; pass < 2 * decision.passes; pass++) {
    const user = pass % users
    const session = goOn(sessions[user] as Session, world)
    sessions[user] = session
    for (const slot of decidedSlots) {
      marks.clear()
      mark('begun')
      const decided = await decideSlot(
        {
          id: 'd',
          trigger: 't',
          input: {
            slot,
            session,
            now: session.lastAt,
            seed: pass,
            settings: '1',
            catalogue: world.catalogue.version,
          },
        },
        world,
        ask,
      )
      mark('decided')
      store(session, decidedEntry(decided, 'e', session.lastAt, 'salt'))
      mark('recorded')
      if (pass < decision.passes || !marks.has('content answered')) continue
      times.target.push(between('begun', 'asked'))
      times.gather.push(between('asked', 'answered'))
      times.merge.push(between('answered', 'eligibility asked'))
      times.guard.push(between('eligibility asked', 'eligibility answered'))
      times.rank.push(between('eligibility answered', 'content asked'))
      times.check.push(between('content asked', 'content answered'))
      times.explain.push(between('content answered', 'decided'))
      times.record.push(between('decided', 'recorded'))
    }
  }
  const sum = (list: readonly number[]) => list.reduce((total, ms) => total + ms, 0)
  const whole = sum(Object.values(times).map(sum))
  return (Object.keys(stages) as Stage[]).map((stage, index) => ({
    figure: `${index === 0 ? `a slot that draws, ${items} items, p50 / p99: ` : '  '}${stages[stage]}`,
    cairn: `${micros(quantile(times[stage], 0.5) * 1_000)} / ${micros(quantile(times[stage], 0.99) * 1_000)}`,
    baseline: `${Math.round((100 * sum(times[stage])) / whole)} %`,
    against: 'of the time of all stages',
    ratio: '',
    budget: '',
    met: null,
  }))
}
