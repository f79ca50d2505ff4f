import { expect, test } from 'vitest'
import { personFingerprint } from '../../contract/audience-facts.ts'
import { compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { type ContentInput, content } from '../../contract/content.ts'
import { emptySession } from '../../contract/empty-session.ts'
import { limits } from '../../contract/limits.ts'
import type { Correction, Session } from '../../contract/session.ts'
import { sessionView } from '../../contract/session-view.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import { heedCorrections } from './heed-corrections.ts'

const now = 1_700_000_000_000
const day = 86_400_000
const tip = (key: string, more: Partial<ContentInput> = {}): ContentInput =>
  ({
    kind: 'tip',
    key,
    title: key,
    body: 'So',
    anchor: { hook: 'save' },
    trigger: { page: '/' },
    ...more,
  }) as ContentInput
const compile = (...items: ContentInput[]) =>
  compileCatalogue(
    {
      version: 'v1',
      items: items.map((item) => ({
        version: `${item.key}@1`,
        hash: '0',
        publishedAt: 0,
        content: content.parse(item),
      })),
    },
    compileFilter,
  )
const catalogue = compile(
  tip('reports', { topics: ['reports', 'numbers'] }),
  tip('exports', { topics: ['reports'] }),
  tip('plain'),
  tip('admins', { audience: { 'verified.role': 'admin', 'events.seen.count': { $exists: false } } }),
)
const itemOf = (key: string, of = catalogue) => {
  const item = of.byKey.get(key)
  if (item === undefined) throw new Error(key)
  return item
}
const said = (kind: Correction['kind'], over: Partial<Correction> = {}): Correction => ({
  at: now - 1_000,
  kind,
  decision: 'd1',
  content: 'reports',
  version: 'reports@1',
  topics: ['reports', 'numbers'],
  ...over,
})
const fewer = (at = now - 1_000) => said('fewer-like-this', { at, until: at + limits.leaningMs })
const sessionWith = (corrections: readonly Correction[], over: Partial<Session> = {}): Session => ({
  ...emptySession('u1', now - 30 * day),
  corrections,
  ...over,
})
const heed = (corrections: readonly Correction[], over: Partial<Session> = {}, at = now) =>
  heedCorrections(sessionWith(corrections, over), catalogue, at)
const against = (key: string, corrections: readonly Correction[], over: Partial<Session> = {}, at = now) =>
  heed(corrections, over, at).against(
    itemOf(key),
    () => sessionView(sessionWith(corrections, over), at, catalogue),
    false,
  )

test('wrong is said of a version, and ends with the next one', () => {
  const heeded = heed([said('wrong')])
  expect(heeded.isWrong(itemOf('reports'))).toBe(true)
  expect(heeded.isWrong({ ...itemOf('reports'), version: 'reports@2' })).toBe(false)
  expect(heeded.isWrong(itemOf('exports'))).toBe(false)
})

test('done is said of the content in every version; of one step it says nothing of the rest', () => {
  expect(heed([said('already-done')]).isDone({ ...itemOf('reports'), version: 'reports@2' })).toBe(true)
  expect(heed([said('already-done', { step: 'one' })]).isDone(itemOf('reports'))).toBe(false)
})

test('what was taken back, or has lapsed, counts no more', () => {
  expect(heed([said('wrong', { undoneAt: now })]).isWrong(itemOf('reports'))).toBe(false)
  expect(heed([said('helpful', { until: now })]).leaning(itemOf('reports'))).toBe(0)
  expect(heed([said('helpful', { until: now + 1 })]).leaning(itemOf('reports'))).not.toBe(0)
})

test('not relevant holds while the user is who they were, as far as the audience asks for it, and no longer than said', () => {
  const asRole = (role: string): Partial<Session> => ({ traits: { verified: { role }, claimed: {} } })
  const { personPaths } = itemOf('admins')
  const correction = said('not-relevant', {
    content: 'admins',
    until: now + day,
    audience: personFingerprint(personPaths, sessionView(sessionWith([], asRole('admin')), now)),
  })
  expect(against('admins', [correction], asRole('admin'))).toEqual({ reason: 'not-relevant', changesAt: [now + day] })
  // What they do and what the audience does not ask for changes nothing.
  const busy = { ...asRole('admin'), events: { seen: { count: 4, firstAt: now, lastAt: now } }, locale: 'de' }
  expect(against('admins', [correction], busy)?.reason).toBe('not-relevant')
  expect(against('admins', [correction], asRole('owner'))).toBeNull()
  expect(against('admins', [correction], asRole('admin'), now + day)).toBeNull()
})

test('not relevant ends when the audience asks for something else', () => {
  const asked = compile(tip('admins', { audience: { 'verified.plan': 'pro' } }))
  const session = sessionWith([])
  const audience = personFingerprint(itemOf('admins').personPaths, sessionView(session, now))
  const corrected = sessionWith([said('not-relevant', { content: 'admins', audience })])
  const find = (of: typeof catalogue) =>
    heedCorrections(corrected, of, now).against(itemOf('admins', of), () => sessionView(corrected, now), false)
  expect(find(catalogue)?.reason).toBe('not-relevant')
  expect(find(asked)).toBeNull()
})

test('fewer like this: a day between two of the topic, twice as long each time it is said, up to four', () => {
  const pause = (corrections: readonly Correction[]) => against('exports', corrections)?.changesAt[0]
  expect(pause([fewer()])).toBe(now - 1_000 + day)
  expect(pause([fewer(now - 2_000), fewer()])).toBe(now - 1_000 + 2 * day)
  expect(pause(Array.from({ length: 9 }, () => fewer()))).toBe(now - 1_000 + 4 * day)
})

test('fewer like this counts from the last of the topic that was shown, whichever it was', () => {
  const shown = { reports: { exposures: 3, lastAt: now - day / 2 } }
  expect(against('exports', [fewer(now - 9 * day)], { shown })?.changesAt).toEqual([now + day / 2])
  expect(against('exports', [fewer(now - 9 * day)])).toBeNull()
  expect(against('plain', [fewer()], { shown })).toBeNull()
})

test('what stands is not taken away for what was said of something like it', () => {
  const heeded = heed([fewer()])
  const view = () => sessionView(sessionWith([]), now)
  expect(heeded.against(itemOf('exports'), view, false)?.reason).toBe('fewer-like-this')
  expect(heeded.against(itemOf('exports'), view, true)).toBeNull()
})

test('what is about nothing named is like others of its kind that are about nothing named', () => {
  const correction = said('fewer-like-this', { topics: ['kind:tip'], until: now + day })
  expect(against('plain', [correction])?.reason).toBe('fewer-like-this')
  expect(against('exports', [correction])).toBeNull()
})

test('leaning is bounded both ways, however often it is said', () => {
  const times = (kind: Correction['kind'], count: number) =>
    heed(Array.from({ length: count }, () => said(kind))).leaning(itemOf('exports'))
  expect([1, 2, 50].map((count) => times('helpful', count))).toEqual([2, 4, 6])
  expect([1, 2, 50].map((count) => times('fewer-like-this', count))).toEqual([-10, -20, -30])
  expect(heed([said('helpful')]).leaning(itemOf('plain'))).toBe(0)
})
