import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import type { ReplayedPage } from '../../contract/replay.ts'
import { seededUnits } from '../../contract/seeded-units.ts'
import { tenantSettings, workspaceSettings } from '../../demo/server/cairn-settings.ts'
import { companies } from '../../demo/server/people.ts'
import { readContent } from '../../demo/server/read-content.ts'
import { copyToMongodb } from '../cairn/copy-to-mongodb.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'
import { beLively } from './lively-user.ts'

// FerretDB, on which the MongoDB tier mostly runs, looks through a whole collection for each batch that is written: few are recorded on it,
// and many, recorded beside it, are brought to it. On a MongoDB of your own: REPLAYS=10000.
const mongodbUrl = process.env.MONGODB_URL
const onMongodb = Boolean(mongodbUrl)
const many = process.env.FULL === '1' ? 10_000 : 300
const wanted = Number(process.env.REPLAYS) || (onMongodb ? 60 : many)
// A page of the index is a look through all of it there, so that twice as many take more than twice as long: 10,000 are not done in a tier's time.
const brought = Number(process.env.REPLAYS) || Math.min(many, 2_000)
const lanesFor = (decisions: number): number => Math.min(60, Math.ceil(decisions / 25))
const roundsPerUser = 8
const origin = 'https://host.test'
const demoContent = fileURLToPath(new URL('../../demo/content', import.meta.url))

let cairn: RunningCairn
afterEach(() => cairn?.remove())

type Items = Readonly<Record<string, unknown>>

/** What the demo makes known to Cairn. */
const setUp = async (workspace: TestWorkspace): Promise<void> => {
  const content = readContent(demoContent)
  const publish = async (items: Items, tenant?: string) => {
    for (const [key, item] of Object.entries(items))
      await workspace.publish(key, item as Record<string, unknown>, tenant)
  }
  await workspace.call('PUT', '/v1/settings', { why: 'The demo', value: workspaceSettings })
  await publish(content.workspace)
  for (const { id } of companies) {
    await workspace.call('PUT', `/v1/tenants/${id}`, {})
    const own = Object.entries(tenantSettings).find(([tenant]) => tenant === id)?.[1]
    if (own !== undefined) await workspace.call('PUT', `/v1/tenants/${id}/settings`, { why: 'Its own', value: own })
    await publish(content.tenants[id] ?? {}, id)
  }
}

const recorded = async (): Promise<number> => {
  const metrics = await (await fetch(`${cairn.url}/metrics`)).text()
  return [...metrics.matchAll(/^cairn_decisions_total\{[^}]*outcome="recorded"[^}]*\} (\d+)$/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  )
}

/** People of both customers at work, until so many decisions are stored. */
const work = async (workspace: TestWorkspace, until: number, sitting: number): Promise<void> => {
  const atOnce = lanesFor(until)
  let enough = false
  let people = 0
  const lane = async (): Promise<void> => {
    while (!enough) {
      const n = people++
      const random = seededUnits(sitting * 1_000_000 + n)
      const tenant = companies[n % companies.length]?.id ?? ''
      const role = ['admin', 'member', 'viewer'][n % 3]
      const client = await connectWire({
        url: cairn.url,
        key: workspace.publishableKey,
        origin,
        locale: n % 2 === 0 ? 'en' : 'de',
        token: await workspace.sign(`person-${sitting}-${n}`, { tenant, traits: { role, plan: 'Team' } }),
      })
      await beLively(client, random, roundsPerUser)
      client.close()
    }
  }
  const watch = (async () => {
    while ((await recorded()) < until) await sleep(500)
    enough = true
  })()
  await Promise.all([watch, ...Array.from({ length: atOnce }, lane)])
  // What was set off last has its decision yet to come.
  await sleep(1_000)
}

interface Sum {
  looked: number
  same: number
  erased: number
  differing: ReplayedPage['differing'][number][]
  unasked: Map<string, number>
}
const replayEverything = async (workspace: TestWorkspace, deep: boolean): Promise<Sum> => {
  const sum: Sum = { looked: 0, same: 0, erased: 0, differing: [], unasked: new Map() }
  for (const { id } of companies)
    for (let cursor: string | undefined; ; ) {
      const page = await workspace.call<ReplayedPage>('POST', `/v1/tenants/${id}/decisions/replay`, {
        deep,
        limit: 500,
        ...(cursor === undefined ? {} : { cursor }),
      })
      sum.looked += page.looked
      sum.same += page.same
      sum.erased += page.erased
      sum.differing.push(...page.differing)
      for (const { why, decisions } of page.unaskedPlugins)
        sum.unasked.set(why, (sum.unasked.get(why) ?? 0) + decisions)
      if (page.next === null) break
      cursor = page.next
    }
  return sum
}

test(
  `${wanted} decisions of the demo replay without a difference, also with the plugins asked again, and again after a restart`,
  async () => {
    cairn = await startCairn({ env: { CAIRN_RATE_CONNECTION: '100000', CAIRN_RATE_TENANT: '1000000' } })
    const workspace = await createWorkspace(cairn, [origin])
    await setUp(workspace)
    await work(workspace, wanted / 2, 1)
    // The second half is decided under other settings and another catalogue: each record is replayed under its own.
    await workspace.call('PUT', '/v1/tenants/lumen-field/settings', {
      why: 'An experiment',
      value: { explorationShare: 0.3, holdoutShare: 0.3, holdoutSpares: { firstUsers: 0, traits: [] } },
    })
    await workspace.publish('integrations-hint', {
      kind: 'tip',
      title: 'Connect a tool',
      body: 'Another text.',
      anchor: { hook: 'connect-slack' },
      trigger: { page: '/integrations' },
    })
    await work(workspace, wanted, 2)

    const before = await replayEverything(workspace, false)
    expect(before.differing).toEqual([])
    expect(before.looked).toBeGreaterThanOrEqual(wanted)
    expect(before.same).toBe(before.looked)

    await cairn.end('SIGTERM')
    cairn = await cairn.again()
    for (const deep of [false, true]) {
      const after = await replayEverything(workspace, deep)
      expect(after.differing).toEqual([])
      expect({ looked: after.looked, same: after.same, erased: after.erased }).toEqual({
        looked: before.looked,
        same: before.looked,
        erased: 0,
      })
      // Every built-in is there in the version that answered; only what was late then, on a busy machine, is not asked again.
      expect([...after.unasked.keys()].filter((why) => why !== 'no-answer-then')).toEqual([])
      expect(after.unasked.get('no-answer-then') ?? 0).toBeLessThan(before.looked / 20)
    }

    // A handful of users may happen to hold nobody who is held out.
    const outcomes = wanted < 300 ? ['shown', 'nothing'] : ['shown', 'held-out', 'nothing']
    const variety = await Promise.all(
      outcomes.map(async (outcome) => {
        const { decisions } = await workspace.call<{ decisions: unknown[] }>(
          'GET',
          `/v1/tenants/lumen-field/decisions?outcome=${outcome}&limit=5`,
        )
        return decisions.length
      }),
    )
    expect(variety, `${outcomes.join(', ')} all came about, else this proved little`).not.toContain(0)
  },
  20 * 60_000,
)

test.skipIf(!onMongodb)(
  `${brought} decisions of the demo that were recorded on the embedded store and brought to MongoDB replay there without a difference, also with the plugins asked again`,
  async () => {
    cairn = await startCairn({ embedded: true, env: { CAIRN_RATE_CONNECTION: '100000', CAIRN_RATE_TENANT: '1000000' } })
    const workspace = await createWorkspace(cairn, [origin])
    await setUp(workspace)
    await work(workspace, brought, 3)
    await cairn.end('SIGTERM')

    const prefix = `b${randomBytes(4).toString('hex')}`
    await copyToMongodb(cairn.directory, mongodbUrl ?? '', prefix)
    cairn = await cairn.again({ MONGODB_URL: mongodbUrl ?? '', MONGODB_PREFIX: prefix })
    for (const deep of [false, true]) {
      const sum = await replayEverything(workspace, deep)
      expect(sum.differing).toEqual([])
      expect(sum.looked).toBeGreaterThanOrEqual(brought)
      expect({ same: sum.same, erased: sum.erased }).toEqual({ same: sum.looked, erased: 0 })
    }
  },
  20 * 60_000,
)
