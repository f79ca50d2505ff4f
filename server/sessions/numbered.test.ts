import { expect, test } from 'vitest'
import { emptySession } from '../../contract/empty-session.ts'
import { foldEntry } from './fold-entry.ts'

test("a user's place among the first is kept as it was given first, and changes nothing that is shown", () => {
  const fold = (...ordinals: number[]) =>
    ordinals.reduce(
      (session, ordinal, index) =>
        foldEntry(
          session,
          { id: `n${index}`, seq: index + 1, at: 5, kind: 'numbered', body: { ordinal } },
          () => undefined,
        ),
      emptySession('ada', 0),
    )
  expect(fold(7)).toMatchObject({ ordinal: 7, rev: 0 })
  expect(fold(7, 9).ordinal).toBe(7)
})
