import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Assessment } from '../../contract/assessment.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { Session } from '../../contract/session.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { tenantContext } from '../tenants/contexts.ts'
import { createSegmentMembers } from './segment-members.ts'

const context = tenantContext('w1', 'segmented', { kind: 'job', name: 'test' }, 'test')
const directory = mkdtempSync(join(tmpdir(), 'cairn-segments-'))
let storage: Storage
beforeAll(async () => {
  storage = await openStorage({ form: 'embedded', directory })
})
afterAll(async () => {
  await storage.close()
  rmSync(directory, { recursive: true, force: true })
})

const sessionIn = (user: string, ...segments: readonly string[]): Session => ({
  ...emptySession(user, 0),
  assessed: {
    segments: Object.fromEntries(segments.map((name) => [name, { since: 5, entered: true }])),
  } as unknown as Assessment,
})
const settle = (user: string, ...segments: readonly string[]) => {
  const session = sessionIn(user, ...segments)
  return createSegmentMembers(storage.tenant).settle(context, user, async () => session)
}
const membersOf = async (segment: string) =>
  (await createSegmentMembers(storage.tenant).list(context, segment, { limit: 100 })).members.map(({ user }) => user)

test('a segment lists who is in it now, and not who was, is in one of a longer name, or was erased', async () => {
  await settle('ada', 'power', 'trial')
  await settle('bo', 'power')
  await settle('cy', 'power-users')
  expect([await membersOf('power'), await membersOf('trial')]).toEqual([['ada', 'bo'], ['ada']])
  await settle('ada', 'trial')
  await createSegmentMembers(storage.tenant).forget(context, 'bo')
  expect([await membersOf('power'), await membersOf('trial')]).toEqual([[], ['ada']])
  expect(await membersOf('power-users')).toEqual(['cy'])
})

test('page by page every member comes once', async () => {
  const users = Array.from({ length: 7 }, (_, n) => `u${n}`)
  for (const user of users) await settle(user, 'many')
  const members = createSegmentMembers(storage.tenant)
  const seen: string[] = []
  for (let after: string | undefined; ; ) {
    const page = await members.list(context, 'many', { limit: 3, after })
    seen.push(...page.members.map(({ user }) => user))
    if (page.next === null) break
    after = page.next
  }
  expect(seen).toEqual(users)
})

test('of two that settle one user at once the later session has the last word', async () => {
  const members = createSegmentMembers(storage.tenant)
  let now = sessionIn('eve', 'early')
  const slow = members.settle(context, 'eve', async () => now)
  now = sessionIn('eve', 'late')
  await Promise.all([slow, members.settle(context, 'eve', async () => now)])
  expect([await membersOf('early'), await membersOf('late')]).toEqual([[], ['eve']])
})
