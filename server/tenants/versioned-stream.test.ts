import { expect, test } from 'vitest'
import type { Entry, NewEntry, Store } from '../storage/store.ts'
import { createVersionedStream } from './versioned-stream.ts'

/** A store of one stream that does nothing before it is let go; a read answers what stood when it was asked. */
const heldStore = () => {
  const entries: Entry[] = []
  const waiting: (() => void)[] = []
  const held = <T>(answer: () => T): Promise<T> => new Promise((resolve) => waiting.push(() => resolve(answer())))
  return {
    async letGo(): Promise<void> {
      waiting.shift()?.()
      await new Promise((resolve) => setImmediate(resolve))
    },
    store: {
      append: (_context: object, _stream: string, _head: number, fresh: readonly NewEntry[]) =>
        held(() => {
          for (const entry of fresh) entries.push({ ...entry, seq: entries.length + 1 })
          return { outcome: 'appended', head: entries.length }
        }),
      read: (_context: object, _stream: string, { after = 0 } = {}) => {
        const found = entries.slice(after)
        return held(() => found)
      },
    } as unknown as Store<object>,
  }
}

test('what was published is seen at once, also when somebody was looking at that moment', async () => {
  const { store, letGo } = heldStore()
  let now = 0
  const stream = createVersionedStream<object, readonly string[]>(store, {
    stream: () => 'content',
    scope: () => 't1',
    empty: [],
    fold: (state, { id }) => [...state, id],
    now: () => now,
  })
  const publishing = stream.append({}, () => ({ id: 'new', kind: 'published', at: 0, body: {} }))
  await letGo()
  // Nothing stands yet, and somebody looks.
  now = 10_000
  const looking = stream.state({})
  await letGo()
  await letGo()
  await letGo()
  await Promise.all([publishing, looking])
  expect((await stream.state({})).state).toEqual(['new'])
})
