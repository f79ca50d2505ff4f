import { expect, test } from 'vitest'
import { limits } from '../../contract/limits.ts'
import { type ClientMessage, clientMessage } from '../../contract/messages.ts'
import { createQueue } from './queue.ts'
import { uuidV7 } from './uuid-v7.ts'

const start = 1_795_000_000_000
const setUp = () => {
  let now = start
  let count = 0
  const mint = () => {
    count += 1
    return { id: uuidV7(now, new Uint8Array([0, 0, 0, 0, 0, 0, 0, 0, count >> 8, count & 255])), at: now }
  }
  const track = (name: string, properties?: Record<string, string>): ClientMessage => ({
    ...mint(),
    kind: 'track',
    name,
    ...(properties && { properties }),
  })
  const click = (): ClientMessage => ({ ...mint(), kind: 'click', path: '/', element: { tag: 'button' } })
  const pass = (ms: number) => {
    now += ms
  }
  return { queue: createQueue(mint), mint, track, click, pass }
}
const names = (messages: readonly ClientMessage[]) =>
  messages.map((message) => (message.kind === 'track' ? message.name : message.kind))
const all = 1e9

test('messages leave in the order in which they came, until they are settled', () => {
  const { queue, track } = setUp()
  const [one, two] = [track('one'), track('two')]
  queue.push(one, 'v')
  queue.push(two, 'v')
  expect(queue.next('v', all)).toEqual([one, two])
  queue.settle(new Set([one.id]))
  expect(queue.next('v', all)).toEqual([two])
})

test('a full queue gives up the oldest of the least, and reports how many', () => {
  const { queue, track, click, mint } = setUp()
  queue.push(track('first'), 'v')
  queue.push({ ...mint(), kind: 'typing' }, 'v')
  for (let i = 0; i < 3; i += 1) queue.push(click(), 'v')
  for (let i = 0; i < limits.queueMessages - 3; i += 1) queue.push(track(`t${i}`), 'v')
  // The typing and one click have gone; what was said is all there.
  expect(queue.size()).toBe(limits.queueMessages)
  const sent: ClientMessage[] = []
  for (let batch = queue.next('v', all); batch.length > 0; batch = queue.next('v', all)) {
    sent.push(...batch)
    queue.settle(new Set(batch.map(({ id }) => id)))
  }
  const kinds = sent.map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'typing')).toHaveLength(0)
  expect(kinds.filter((kind) => kind === 'click')).toHaveLength(2)
  expect(names(sent)).toContain('first')
  const losses = sent.filter((message) => message.kind === 'loss')
  expect(losses).toMatchObject([{ messages: 2, oldestAt: start }])
  expect(clientMessage.safeParse(losses[0]).success).toBe(true)
})

test('the queue is bounded in bytes too, and one message alone cannot fill it', () => {
  const { queue, track } = setUp()
  const long = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [`p${i}`, 'ü'.repeat(limits.propertyTextLength)]),
  )
  expect(queue.push(track('huge', long), 'v')).toBe(false)
  const half = Object.fromEntries(Object.entries(long).slice(0, 10))
  for (let i = 0; i < 100; i += 1) expect(queue.push(track(`t${i}`, half), 'v')).toBe(true)
  expect(new TextEncoder().encode(queue.text() ?? '').length).toBeLessThan(limits.queueBytes * 1.05)
  expect(names(queue.next('v', all)).slice(-2)).toEqual(['t99', 'loss'])
})

test('a batch keeps within the bytes and the number that an envelope may hold', () => {
  const { queue, track } = setUp()
  for (let i = 0; i < 150; i += 1) queue.push(track(`t${i}`), 'v')
  expect(queue.next('v', all)).toHaveLength(limits.messagesPerEnvelope)
  expect(JSON.stringify(queue.next('v', 1_000)).length).toBeLessThanOrEqual(1_000)
})

test('a message goes only over its own identity’s connection; a visitor’s go along with the sign-in', () => {
  const { queue, track } = setUp()
  queue.push(track('visitor'), 'v')
  queue.push(track('ann'), 'ann')
  expect(names(queue.next('bob', all))).toEqual([])
  queue.reown('v', 'ann')
  expect(names(queue.next('ann', all))).toEqual(['visitor', 'ann'])
})

test('what was stored comes back once, before what is newer, and what is too old is counted as lost', () => {
  const { queue, track, pass, mint } = setUp()
  queue.push(track('old'), 'v')
  pass(limits.queueAgeMs)
  queue.push(track('stored'), 'v')
  const text = queue.text() ?? ''
  pass(1)
  const next = createQueue(mint)
  next.push(track('newer'), 'v')
  next.restore(text)
  next.restore(text)
  expect(names(next.next('v', all))).toEqual(['stored', 'newer', 'loss'])
})

test('rubbish in storage is passed over', () => {
  const { queue, track } = setUp()
  queue.push(track('mine'), 'v')
  for (const text of ['', 'null', '{"items":7}', '{"items":[null]}', '{"items":[["v"]]}', '{"items":[["v",{"id":1}]]}'])
    queue.restore(text)
  expect(names(queue.next('v', all))).toEqual(['mine'])
})

test('a cleared queue keeps nothing for storage', () => {
  const { queue, track } = setUp()
  queue.push(track('gone'), 'v')
  expect(queue.text()).not.toBeNull()
  queue.clear()
  expect(queue.text()).toBeNull()
})

test('what the host changes in its object afterwards changes nothing in the queue', () => {
  const { queue, track } = setUp()
  const properties = { plan: 'free' }
  queue.push(track('bought', properties), 'v')
  properties.plan = 'pro'
  expect(queue.next('v', all)).toMatchObject([{ properties: { plan: 'free' } }])
})
