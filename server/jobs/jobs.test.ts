import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptySession } from '../../contract/empty-session.ts'
import { createWakeTimes } from '../delivery/wake-times.ts'
import { createUserStreams } from '../ingest/user-streams.ts'
import { foldEntry } from '../sessions/fold-entry.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { installationContext, tenantContext, workspaceContext } from '../tenants/contexts.ts'
import { expireVisitorsJob } from './expire-visitors.ts'
import { takeTurn } from './lease.ts'
import { startJobs } from './runner.ts'
import { sealChainsJob } from './seal-chains.ts'
import { wakeUsersJob } from './wake-users.ts'

const day = 86_400_000
const start = Date.UTC(2026, 10, 21)
const job = { kind: 'job', name: 'test' } as const
const installation = installationContext(job, 'test')
const tenant = (name: string) => tenantContext('w1', name, job, 'test')
const directory = mkdtempSync(join(tmpdir(), 'cairn-jobs-'))
let storage: Storage
beforeAll(async () => {
  storage = await openStorage({ form: 'embedded', directory })
})
afterAll(async () => {
  await storage.close()
  rmSync(directory, { recursive: true, force: true })
})

test('of many processes one takes a turn, and the next window has a turn of its own', async () => {
  const context = tenant('turns')
  const tries = await Promise.all(
    Array.from({ length: 20 }, () => takeTurn(storage.tenant, context, 'sweep', start, 1_000)),
  )
  expect(tries.filter(Boolean)).toHaveLength(1)
  expect(await takeTurn(storage.tenant, context, 'sweep', start + 999, 1_000)).toBe(false)
  expect(await takeTurn(storage.tenant, context, 'sweep', start + 1_000, 1_000)).toBe(true)
})

test('a portion that fails is tried again, and stopping waits for the one that runs', async () => {
  let runs = 0
  let running = false
  const counted: string[] = []
  const telemetry = {
    log: { debug() {}, info() {}, warn() {}, error() {} },
    count: (_metric: string, labels = {}) => counted.push((labels as { outcome: string }).outcome),
    observe() {},
  }
  const runner = startJobs(
    [
      {
        name: 'flaky',
        everyMs: 5,
        async run() {
          running = true
          runs += 1
          await new Promise((resolve) => setTimeout(resolve, 10))
          running = false
          if (runs === 1) throw new Error('no')
        },
      },
    ],
    telemetry as never,
  )
  await expect.poll(() => runs).toBeGreaterThan(2)
  await runner.stop()
  expect(running).toBe(false)
  expect(counted.slice(0, 2)).toEqual(['failed', 'done'])
})

test('a visitor gone for longer than their token lasts is erased; one who came back, and every user, stays', async () => {
  const context = tenant('visitors')
  let now = start
  const streams = createUserStreams(
    storage.tenant,
    { empty: emptySession, fold: foldEntry, compiled: async () => undefined },
    {
      now: () => now,
      sessionsInMemory: 100,
      onSnapshotFailure: (cause) => expect(cause).toBeUndefined(),
      onCaughtUp: () => undefined,
    },
  )
  const seen = (user: string, at: number, id: string) =>
    streams.append(context, user, () => [
      {
        id,
        kind: 'message',
        at,
        body: { message: { id, at, kind: 'page', path: '/' }, at, catalogue: 'none', source: 'browser' },
      },
    ])
  for (const visitor of ['gone', 'back']) await seen(visitor, now, `first-${visitor}`)
  await streams.append(context, 'known', () => [
    {
      id: 'k',
      kind: 'identified',
      at: now,
      body: { kind: 'user', verified: true, traits: {}, account: null, locale: null },
    },
  ])
  now = start + 399 * day
  await seen('back', now, 'second-back')
  now = start + 401 * day
  const sweep = expireVisitorsJob({
    streams,
    tenant: storage.tenant,
    installation,
    visitorTenants: async () => [context],
    days: 400,
    now: () => now,
  })
  await sweep.run(() => false)
  expect(await storage.tenant.head(context, 'user:gone')).toBe(0)
  expect(await storage.tenant.head(context, 'user:back')).toBe(2)
  expect(await storage.tenant.head(context, 'user:known')).toBe(1)
  expect(await streams.visitorsGone(context, now - 400 * day, 10)).toEqual([])
  await streams.close()
})

test("a user's wake marks their tenant, moves with it, and is gone when nothing is due any more", async () => {
  const context = tenant('wakes')
  const wakes = createWakeTimes(storage, (of) => workspaceContext(of.workspace, of.principal, of.requestId))
  const due = (now: number) => wakes.dueTenants(installation, now, 10)
  await wakes.set(context, 'ada', start + 500)
  await wakes.set(context, 'grace', start + 200)
  expect(await due(start + 100)).toEqual([])
  expect(await due(start + 200)).toEqual([{ workspace: 'w1', tenant: 'wakes' }])
  expect(await wakes.dueUsers(context, start + 200, 10)).toEqual(['grace'])
  await wakes.set(context, 'grace', null)
  await wakes.settle(context)
  expect(await due(start + 200)).toEqual([])
  expect(await due(start + 500)).toHaveLength(1)
  await wakes.set(context, 'ada', null)
  await wakes.settle(context)
  expect(await due(start + day)).toEqual([])
})

test('one turn erases every visitor who is gone, however many they are, and ends early when the process stops', async () => {
  let gone = Array.from({ length: 450 }, (_, turn) => `visitor-${turn}`)
  const sweep = (name: string, isOver: () => boolean) =>
    expireVisitorsJob({
      streams: {
        visitorsGone: async (_context, _before, limit) => gone.slice(0, limit),
        session: async () => ({ lastAt: 0 }),
        snapshot: async () => undefined,
        erase: async (_context, user) => {
          gone = gone.filter((one) => one !== user)
        },
      },
      tenant: storage.tenant,
      installation,
      visitorTenants: async () => [tenant(name)],
      days: 400,
      now: () => start,
    }).run(isOver)
  await sweep('stopping', () => gone.length <= 440)
  expect(gone).toHaveLength(440)
  await sweep('many', () => false)
  expect(gone).toEqual([])
})

test('a user who cannot be woken holds up no other of their tenant, and no other tenant; they are tried again later', async () => {
  const wakes = createWakeTimes(storage, (of) => workspaceContext(of.workspace, of.principal, of.requestId))
  const woken: string[] = []
  await wakes.set(tenant('poisoned'), 'broken', start)
  await wakes.set(tenant('poisoned'), 'healthy', start + 1)
  await wakes.set(tenant('neighbour'), 'ada', start + 2)
  let now = start + 10
  const job = wakeUsersJob({
    wakes,
    tenant: storage.tenant,
    installation,
    contextFor: (_workspace, name) => tenant(name),
    wake: async (context, user) => {
      if (user === 'broken') throw new Error('no')
      woken.push(user)
      await wakes.set(context, user, null)
    },
    now: () => now,
  })
  await expect(job.run(() => false)).rejects.toThrow('1 could not be woken')
  expect(woken).toEqual(['healthy', 'ada'])
  expect(await wakes.dueTenants(installation, now + 30_000, 10)).toEqual([])
  now += 120_000
  await expect(job.run(() => false)).rejects.toThrow('1 could not be woken')
})

test('chains are sealed in every tenant that waits, one turn at a time, and one that fails holds nobody up', async () => {
  const sealed: string[] = []
  const job = sealChainsJob({
    chains: {
      unsealedTenants: async () => ['broken', 'whole'].map((name) => ({ workspace: 'w1', tenant: name })),
      async seal({ tenant: name }) {
        if (name === 'broken') throw new Error('disk full')
        sealed.push(name)
      },
    },
    tenant: storage.tenant,
    installation,
    contextFor: (_workspace, name) => tenant(name),
    now: () => start,
  })
  await expect(job.run(() => false)).rejects.toThrow('1 tenants')
  expect(sealed).toEqual(['whole'])
  await job.run(() => false)
  expect(sealed).toEqual(['whole'])
})
