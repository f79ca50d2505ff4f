import { limits } from '../../contract/limits.ts'
import { mixedContents, tickedChecklist, tickingEvent } from '../fixtures/contents.ts'
import { connectLight, connectMany, type LightClient } from '../load/light-client.ts'
import { pageEnvelope, trackEnvelope } from '../load/track-envelope.ts'
import type { Plan } from '../plan.ts'
import { quantile } from '../report/quantile.ts'
import { millis, type Row } from '../report/row.ts'
import type { BenchServer } from '../servers/server.ts'
import type { CairnServer } from '../servers/start-cairn.ts'
import { createWorkspace, origin } from '../servers/workspace.ts'

/** Of the painted guidance, over the network's own time; what is measured here lies within it. */
const budgetMs = 50
/** A user's next trigger is decided at once only after the coalescing time. */
const pauseMs = limits.coalesceMs + 15
/** Longer than any decision: what a connection set off has come to rest. */
const settleMs = 1_000

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** ms from sending the event that completes a step to receiving guidance that shows it done. */
const tick = (client: LightClient, step: number): Promise<number> =>
  new Promise((resolve) => {
    const shown = new RegExp(`"id":"step-${step}","title":"[^"]*","done":true`)
    const startedAt = performance.now()
    client.onEnvelope = (json) => {
      if (shown.test(json)) resolve(performance.now() - startedAt)
    }
    void client.send(trackEnvelope(1, tickingEvent(step)))
  })

const echo = async (client: LightClient): Promise<number> => {
  const startedAt = performance.now()
  await client.send(trackEnvelope(1))
  return performance.now() - startedAt
}

interface Measured {
  readonly ticks: number[]
  readonly echoes: number[]
}

/** One step after the other; within a step the users take turns, each beside one echo. */
const tickAll = async (users: readonly LightClient[], floor: LightClient, { ticks, echoes }: Measured) => {
  for (let step = 0; step < limits.checklistSteps; step++) {
    const startedAt = performance.now()
    for (const user of users) {
      ticks.push(await tick(user, step))
      echoes.push(await echo(floor))
    }
    await wait(Math.max(0, pauseMs - (performance.now() - startedAt)))
  }
}

const rowOf = (sessions: string, { ticks, echoes }: Measured): Row => {
  const over = quantile(ticks, 0.95) - quantile(echoes, 0.95)
  const both = (values: readonly number[]) => `${millis(quantile(values, 0.5))} / ${millis(quantile(values, 0.95))}`
  return {
    figure: `event to guidance on the wire, ${sessions}: p50 / p95`,
    cairn: both(ticks),
    baseline: both(echoes),
    against: 'bare echo, same client',
    ratio: `p95 + ${millis(over)}`,
    budget: `p95 <= floor + ${budgetMs} ms`,
    met: over <= budgetMs,
  }
}

/** Stages 3 to 12: an event that completes a checklist step, until the guidance that shows it is back. */
export const measureRoundTrip = async (
  cairn: CairnServer,
  bare: BenchServer,
  { roundTrip }: Plan,
): Promise<readonly Row[]> => {
  const workspace = await createWorkspace(cairn, [...mixedContents(20), tickedChecklist])
  const floor = await connectLight(bare.port, {}, origin)
  const arrive = async (user: string): Promise<LightClient> => {
    const client = await connectLight(cairn.port, workspace.handshake(user), origin)
    await client.send(pageEnvelope('/projects'))
    return client
  }

  const lonely: Measured = { ticks: [], echoes: [] }
  for (let index = 0; index < roundTrip.lonelyUsers; index++) {
    const client = await arrive(`lonely-${index}`)
    await wait(settleMs)
    await tickAll([client], floor, lonely)
    await client.close()
  }

  const crowd = await connectMany(roundTrip.crowd, (index) => arrive(`crowd-${index}`))
  await wait(settleMs)
  const crowded: Measured = { ticks: [], echoes: [] }
  await tickAll(crowd.slice(0, roundTrip.crowdActors), floor, crowded)
  await Promise.all([...crowd, floor].map((client) => client.close()))
  return [rowOf('1 session', lonely), rowOf(`${roundTrip.crowd} sessions`, crowded)]
}
