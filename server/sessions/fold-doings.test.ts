import { describe, expect, test } from 'vitest'
import { compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { type ContentInput, content } from '../../contract/content.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import { limits } from '../../contract/limits.ts'
import type { ClientMessage } from '../../contract/messages.ts'
import type { Doing, Session } from '../../contract/session.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import { foldEntry } from './fold-entry.ts'
import { mostDoingsHeard } from './voice.ts'

const start = 1_700_000_000_000
const day = 86_400_000

const checklist = (key: string, ...steps: readonly object[]) =>
  ({
    kind: 'checklist',
    key,
    title: key,
    steps: steps.map((completeOn, place) => ({ id: `s${place}`, title: 'A step', completeOn })),
  }) as ContentInput
const catalogue = compileCatalogue(
  {
    version: 'v1',
    items: [
      checklist('set-up', { event: 'imported' }, { event: 'invited' }),
      checklist('look-round', { event: 'imported' }, { click: true }),
    ].map((input) => ({
      version: `${input.key}@1`,
      hash: '00',
      publishedAt: start,
      content: content.parse(input),
    })),
  },
  compileFilter,
)

const fold = (session: Session, message: Partial<ClientMessage> & Pick<ClientMessage, 'kind'>, at: number): Session => {
  const body = { message: { id: 'm', at, ...message } as ClientMessage, at, catalogue: 'v1', source: 'browser' }
  const entry = { id: `e${session.seq + 1}`, seq: session.seq + 1, at, kind: 'message', body } as SessionEntry
  return foldEntry(session, entry, () => catalogue)
}
const did = (session: Session, ...names: readonly string[]): Session =>
  names.reduce((folded, name) => fold(folded, { kind: 'track', name }, start + folded.seq * 1_000), session)
const nobody = emptySession('ada', start)
const told = ({ doings }: Session): readonly string[] =>
  (doings?.last ?? []).map(({ kind, name }) => (kind === 'event' ? name : `${kind} ${name}`))
const heard = ({ doings }: Session): readonly (number | undefined)[] =>
  (doings?.last ?? []).map(({ weight }: Doing) => weight)

describe('what a user does, as peers may learn of it', () => {
  test('is what the product tells, and a first time is told from the others', () => {
    const session = did(nobody, 'imported', 'exported', 'imported')
    expect(told(session)).toEqual(['imported', 'exported', 'imported'])
    expect(session.doings?.last.map(({ first }) => first)).toEqual([true, true, undefined])
    expect(session.doings?.last.map(({ seq }) => seq)).toEqual([1, 2, 3])
  })

  test('is nothing that was clicked, opened, ticked or said in a page or in what Cairn shows', () => {
    let session = fold(nobody, { kind: 'page', path: '/a' } as never, start)
    session = fold(session, { kind: 'click', path: '/a', element: { tag: 'button', hook: 'export' } } as never, start)
    session = fold(session, { kind: 'step-done', content: 'look-round', step: 's1' } as never, start)
    expect(session.doings).toBeUndefined()
  })

  test('is a checklist that events completed, and none of which a step was ticked by hand', () => {
    expect(told(did(nobody, 'imported', 'invited'))).toEqual(['imported', 'invited', 'completed set-up'])
    let session = fold(nobody, { kind: 'step-done', content: 'look-round', step: 's1' } as never, start)
    expect(session.progress['look-round']?.steps.s1?.by).toBe('click')
    session = did(session, 'imported')
    expect(told(session)).toEqual(['imported'])
  })

  test('is the outcome that shown content was for, and of what nobody saw none', () => {
    const trial = (decision: string, ghost: boolean) => ({
      decision,
      item: decision,
      event: 'exported',
      withinMs: day,
      value: 1,
      propensity: 1,
      slot: 'inline' as const,
      context: [],
      openedAt: start,
      decidedAt: start,
      ghost,
      reached: false,
    })
    const session = did({ ...nobody, trials: [trial('seen', false), trial('unseen', true)] }, 'exported', 'exported')
    expect(told(session)).toEqual(['exported', 'reached seen', 'exported'])
  })

  test('is heard once where it is done again and again, and again where it follows something else', () => {
    expect(heard(did(nobody, 'a', 'b', 'a', 'b', 'a', 'b'))).toEqual([1, 1, 1, undefined, undefined, undefined])
    expect(heard(did(nobody, 'a', 'b', 'c', 'b'))).toEqual([1, 1, 1, 1])
  })

  test('is heard of one user no more than so much, however many names they make up, until time has passed', () => {
    const names = Array.from({ length: 500 }, (_, place) => `fake ${place}`)
    let sum = 0
    let session = nobody
    for (const name of names) {
      session = did(session, name)
      sum += session.doings?.last.at(-1)?.weight ?? 0
    }
    expect(sum).toBeLessThan(mostDoingsHeard + 1)
    expect(session.doings?.last).toHaveLength(limits.sessionDoings)
    expect(heard(session).every((weight) => (weight ?? 0) < 0.01)).toBe(true)
    const later = fold(session, { kind: 'track', name: 'much later' }, start + 14 * day)
    expect(later.doings?.last.at(-1)?.weight).toBe(1)
  })
})
