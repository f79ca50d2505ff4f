import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import type { Session } from '../../contract/session.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message, type WireClient } from '../cairn/wire-client.ts'
import { createWorkspace } from '../cairn/workspace.ts'

const kills = process.env.FULL === '1' ? 20 : 5
const origin = 'https://host.test'
const users = ['ada', 'grace', 'edsger']

let cairn: RunningCairn
afterAll(() => cairn?.remove())

/** Sends one message after the other, each until it is acknowledged, across every death of the server. */
const talk = (client: WireClient) => {
  const acked: string[] = []
  let duplicates = 0
  let stopped = false
  const done = (async () => {
    while (!stopped) {
      const one = message('track', { name: 'step_taken', properties: { n: acked.length } })
      for (;;) {
        const ack = await client.send([one], { timeoutMs: 700 }).catch(() => undefined)
        const outcome = ack !== undefined && 'outcomes' in ack ? ack.outcomes[0]?.outcome : undefined
        if (outcome === 'duplicate') duplicates += 1
        if (outcome === 'accepted' || outcome === 'duplicate') break
        await sleep(20)
      }
      acked.push(one.id)
    }
  })()
  return {
    acked,
    duplicates: () => duplicates,
    stop: () => {
      stopped = true
      return done
    },
  }
}

test(
  `${kills} times killed in the middle of acked events, the server has every one of them exactly once, and progress equals the fold of the log`,
  async () => {
    cairn = await startCairn({ env: { CAIRN_RATE_CONNECTION: '100000', CAIRN_RATE_TENANT: '100000' } })
    const workspace = await createWorkspace(cairn, [origin])
    await workspace.publish('getting-started', {
      kind: 'checklist',
      title: 'Start',
      steps: [
        { id: 'walk', title: 'Walk', completeOn: { event: 'step_taken', where: { n: { $gte: 5 } } } },
        { id: 'fly', title: 'Fly', completeOn: { event: 'flown' } },
      ],
    })
    const clients = await Promise.all(
      users.map(async (user) =>
        connectWire({
          url: cairn.url,
          key: workspace.publishableKey,
          origin,
          token: await workspace.sign(user),
          reconnection: true,
        }),
      ),
    )
    const talks = clients.map(talk)

    for (let round = 0; round < kills; round++) {
      await sleep(150 + Math.random() * 350)
      await cairn.end('SIGKILL')
      // Stretch the moment around the commit, so that deaths before it, and between it and the ack, really happen.
      cairn = await cairn.again({
        CAIRN_TEST_DELAY_BEFORE_COMMIT: String(Math.floor(Math.random() * 15)),
        CAIRN_TEST_DELAY_AFTER_COMMIT: String(Math.floor(Math.random() * 60)),
      })
      await sleep(1_200)
    }
    await Promise.all(talks.map((one) => one.stop()))

    for (const [index, user] of users.entries()) {
      const { acked } = talks[index] as (typeof talks)[number]
      const entries: { id: string; seq: number; kind: string; body: { message?: { kind: string } } }[] = []
      for (;;) {
        const page = await workspace.call<{ entries: typeof entries }>(
          'GET',
          `/v1/tenants/default/users/${user}/entries?limit=1000&after=${entries.at(-1)?.seq ?? 0}`,
        )
        entries.push(...page.entries)
        if (page.entries.length < 1_000) break
      }
      const stored = entries.filter((entry) => entry.body.message?.kind === 'track').map((entry) => entry.id)
      expect(
        entries.map((entry) => entry.seq),
        'the stream has no gap',
      ).toEqual(entries.map((_, position) => position + 1))
      expect(new Set(stored).size, 'nothing is stored twice').toBe(stored.length)
      expect(stored, 'nothing acked is lost, and the order is kept').toEqual(acked)

      const session = await workspace.call<Session>('GET', `/v1/tenants/default/users/${user}/session`)
      expect(session.events.step_taken?.count).toBe(acked.length)
      if (acked.length > 5) expect(Object.keys(session.progress['getting-started']?.steps ?? {})).toEqual(['walk'])
    }
    const absorbed = talks.reduce((sum, one) => sum + one.duplicates(), 0)
    expect(absorbed, 'some deaths fell between commit and ack, else this proved nothing').toBeGreaterThan(0)
    for (const client of clients) client.close()
  },
  20 * 60_000,
)
