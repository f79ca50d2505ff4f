import type { ContentInput } from '../../contract/content.ts'
import { limits } from '../../contract/limits.ts'
import { mixedContents } from '../fixtures/contents.ts'
import { connectLight, type LightClient } from '../load/light-client.ts'
import { pageEnvelope, trackEnvelope } from '../load/track-envelope.ts'
import type { Plan } from '../plan.ts'
import { quantile } from '../report/quantile.ts'
import { millis, type Row } from '../report/row.ts'
import type { BenchServer } from '../servers/server.ts'
import type { CairnServer } from '../servers/start-cairn.ts'
import { createWorkspace, origin } from '../servers/workspace.ts'

const budgetMs = 50
/** A user's next trigger is decided at once only after the coalescing time. */
const pauseMs = limits.coalesceMs + 15
/** Longer than any decision: what a connection set off has come to rest. */
const settleMs = 1_000

const intents = ['even', 'odd'] as const
type Intent = (typeof intents)[number]

/** A step for each intent: what the widget is told names the intent that the user has now. */
const checklist: ContentInput = {
  kind: 'checklist',
  key: 'by-intent',
  title: 'What to do now',
  priority: 100,
  steps: [
    { id: 'always', title: 'Always', completeOn: { event: 'never_done' } },
    ...intents.map((intent) => ({
      id: intent,
      title: intent,
      completeOn: { event: 'never_done' },
      audience: { intent },
    })),
  ],
}
const settings = { intents: intents.map((name) => ({ name, when: { 'page.path': `/${name}` } })) }

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** ms from sending the page view that makes another intent hold to receiving guidance that was made for it. */
const turn = (client: LightClient, to: Intent): Promise<number> =>
  new Promise((resolve) => {
    const startedAt = performance.now()
    client.onEnvelope = (json) => {
      if (json.includes(`"id":"${to}"`)) resolve(performance.now() - startedAt)
    }
    void client.send(pageEnvelope(`/${to}`))
  })

/** Stages 3 to 12 with a changed assessment on the way: two durable appends, one of them the intent's. */
export const measureIntent = async (
  cairn: CairnServer,
  bare: BenchServer,
  { intent }: Plan,
): Promise<readonly Row[]> => {
  const workspace = await createWorkspace(cairn, [...mixedContents(20), checklist], settings)
  const floor = await connectLight(bare.port, {}, origin)
  const client = await connectLight(cairn.port, workspace.handshake('turning'), origin)
  await client.send(pageEnvelope('/odd'))
  await wait(settleMs)

  const turns: number[] = []
  const echoes: number[] = []
  for (let index = 0; index < intent.turns; index++) {
    turns.push(await turn(client, intents[index % 2] as Intent))
    const echoedAt = performance.now()
    await floor.send(trackEnvelope(1))
    echoes.push(performance.now() - echoedAt)
    await wait(pauseMs)
  }
  await Promise.all([client.close(), floor.close()])

  const both = (values: readonly number[]) => `${millis(quantile(values, 0.5))} / ${millis(quantile(values, 0.95))}`
  return [
    {
      figure: 'event to changed intent in the guidance on the wire, 1 session: p50 / p95',
      cairn: both(turns),
      baseline: both(echoes),
      against: 'bare echo, same client',
      ratio: `p95 + ${millis(quantile(turns, 0.95) - quantile(echoes, 0.95))}`,
      budget: `p95 <= ${budgetMs} ms`,
      met: quantile(turns, 0.95) <= budgetMs,
    },
  ]
}
