import { signal } from '@preact/signals-core'
import { expect, test } from 'vitest'
import { drawTree } from './draw-tree.ts'

const turn = () => new Promise((done) => setTimeout(done))

test('what was read is drawn anew, once for all changes of a turn, and nothing before it is over', async () => {
  const [name, other, unread] = [signal('a'), signal(1), signal(0)]
  const drawn: string[] = []
  const stop = drawTree(() => drawn.push(`${name.value}${other.value}`))
  name.value = 'b'
  other.value = 2
  unread.value = 1
  expect(drawn).toEqual(['a1'])
  await turn()
  expect(drawn).toEqual(['a1', 'b2'])
  unread.value = 2
  await turn()
  expect(drawn).toEqual(['a1', 'b2'])
  stop()
  name.value = 'c'
  await turn()
  expect(drawn).toEqual(['a1', 'b2'])
})

test('a signal that drawing itself writes is drawn in the next turn, without end only if it never settles', async () => {
  const count = signal(0)
  const drawn: number[] = []
  const stop = drawTree(() => {
    drawn.push(count.value)
    queueMicrotask(() => {
      if (count.value < 2) count.value += 1
    })
  })
  await turn()
  expect(drawn).toEqual([0, 1, 2])
  stop()
})

test('stopped before the next turn, it draws nothing more', async () => {
  const count = signal(0)
  let draws = 0
  const stop = drawTree(() => {
    draws += 1
    count.value
  })
  count.value = 1
  stop()
  await turn()
  expect(draws).toBe(1)
})
