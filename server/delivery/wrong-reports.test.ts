import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptySession } from '../../contract/empty-session.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import type { Correction, Session } from '../../contract/session.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { tenantContext } from '../tenants/contexts.ts'
import { createWrongReports, mayReport, type WrongReports } from './wrong-reports.ts'

const start = Date.UTC(2026, 10, 21)
const tenant = (name: string) => tenantContext('w1', name, { kind: 'job', name: 'test' }, 'test')
const directory = mkdtempSync(join(tmpdir(), 'cairn-reports-'))
let storage: Storage
let reports: WrongReports
beforeAll(async () => {
  storage = await openStorage({ form: 'embedded', directory })
  reports = createWrongReports(storage.tenant)
}, 60_000)
afterAll(async () => {
  await storage.close()
  rmSync(directory, { recursive: true, force: true })
})

const wrong = (content: string, over: Partial<Correction> = {}): Correction => ({
  at: start,
  kind: 'wrong',
  decision: `d-${content}`,
  content,
  version: `${content}@1`,
  topics: ['kind:tip'],
  ...over,
})
const says = (user: string, ...corrections: Correction[]): Session => ({ ...emptySession(user, start), corrections })
const listed = async (name: string, page = {}) =>
  (await reports.list(tenant(name), { limit: 10, ...page })).map(({ user, content }) => `${user} ${content}`)

test('a user who says it of one content twice is one row, with what they said last', async () => {
  await reports.settle(tenant('twice'), says('u1', wrong('a')))
  await reports.settle(tenant('twice'), says('u1', wrong('a'), wrong('a', { at: start + 5, version: 'a@2' })))
  expect(await reports.list(tenant('twice'), { limit: 10 })).toEqual([
    { user: 'u1', content: 'a', version: 'a@2', at: start + 5, decision: 'd-a' },
  ])
})

test('it is listed for as long as the user stands by it', async () => {
  const context = tenant('stands')
  await reports.settle(context, says('u1', wrong('a'), wrong('b')))
  await reports.settle(context, says('u1', wrong('a', { undoneAt: start + 9 }), wrong('b')))
  expect(await listed('stands')).toEqual(['u1 b'])
})

test('other words are no reports', async () => {
  await reports.settle(tenant('mild'), says('u1', wrong('a', { kind: 'not-relevant' })))
  expect(await listed('mild')).toEqual([])
})

test('pages go back in time, for one content or all, and never into another tenant', async () => {
  for (const n of [1, 2, 3])
    await reports.settle(tenant('pages'), says(`u${n}`, wrong(n === 2 ? 'b' : 'a', { at: start + n })))
  expect(await listed('pages')).toEqual(['u3 a', 'u2 b', 'u1 a'])
  expect(await listed('pages', { before: start + 3 })).toEqual(['u2 b', 'u1 a'])
  expect(await listed('pages', { content: 'a' })).toEqual(['u3 a', 'u1 a'])
  expect(await listed('elsewhere')).toEqual([])
})

test('with a user everything goes that they reported, and nothing that others did', async () => {
  const context = tenant('erased')
  await reports.settle(context, says('u1', ...Array.from({ length: 100 }, (_, n) => wrong(`c${n}`))))
  await reports.settle(context, says('u2', wrong('c1')))
  await reports.forget(context, 'u1')
  expect(await listed('erased')).toEqual(['u2 c1'])
})

test('only what may change a report makes it be looked at', () => {
  const feedback = (more: object) =>
    ({ kind: 'message', body: { message: { kind: 'feedback', decision: 'd1', ...more } } }) as unknown as SessionEntry
  expect(mayReport([feedback({ action: 'wrong' })])).toBe(true)
  expect(mayReport([feedback({ action: 'undone', undoes: 'wrong' })])).toBe(true)
  expect(mayReport([{ kind: 'linked' } as unknown as SessionEntry])).toBe(true)
  expect(mayReport([feedback({ action: 'helpful' }), feedback({ action: 'undone', undoes: 'helpful' })])).toBe(false)
})
