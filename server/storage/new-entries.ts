import { assertId } from './collection-shape.ts'
import type { NewEntry } from './store.ts'

/** An entry to append whose body is JSON text already. */
export interface NewEntryText {
  readonly id: string
  readonly kind: string
  readonly at: number
  readonly body: string
}

/** A batch is bounded so that one caller cannot hold a commit for long. */
const maxEntries = 1_000

/** @throws {TypeError | RangeError} before anything reaches a driver, which may not take a wrong type kindly. */
export const entryTexts = (stream: string, expectedHead: number, entries: readonly NewEntry[]): NewEntryText[] => {
  assertId(stream)
  if (!Number.isSafeInteger(expectedHead) || expectedHead < 0)
    throw new RangeError('a head is a whole number from 0 up')
  if (entries.length === 0 || entries.length > maxEntries)
    throw new RangeError(`append takes 1 to ${maxEntries} entries`)
  return entries.map(({ id, kind, at, body }) => {
    assertId(id)
    if (typeof kind !== 'string' || !Number.isFinite(at)) throw new TypeError('an entry has a kind and a time')
    return { id, kind, at, body: JSON.stringify(body) ?? 'null' }
  })
}

/** Ids that a batch itself names twice: reported as duplicates before anything is written. */
export const repeatedIds = (entries: readonly { readonly id: string }[]): string[] => {
  if (entries.length === 1) return []
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const { id } of entries) (seen.has(id) ? repeated : seen).add(id)
  return [...repeated]
}
