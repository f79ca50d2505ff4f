import { expect, test } from 'vitest'
import { limits } from '../../contract/limits.ts'
import { type Envelope, envelope } from '../../contract/messages.ts'
import { createQueue } from './queue.ts'
import { createSender } from './sender.ts'
import { uuidV7 } from './uuid-v7.ts'

const setUp = (answer: (envelope: Envelope) => unknown) => {
  let count = 0
  const mint = () => {
    count += 1
    const at = 1_795_000_000_000 + count
    return { id: uuidV7(at, new Uint8Array(10)), at }
  }
  const queue = createQueue(mint)
  const sent: Envelope[] = []
  const waits: number[] = []
  const refusals: string[] = []
  let under = 0
  const sender = createSender(
    {
      queue,
      owner: 'v',
      rev: () => 3,
      now: () => 1_795_000_000_000,
      chance: () => 1,
      wait: async (ms) => {
        waits.push(ms)
        // Nothing waits for ever in these tests.
        if (waits.length > 200) sender.stop()
      },
      persist: () => undefined,
      answered: () => undefined,
      refused: (kind, code) => refusals.push(`${kind} ${code}`),
    },
    async (given) => {
      under += 1
      expect(under).toBe(1)
      sent.push(given)
      await Promise.resolve()
      under -= 1
      return answer(given)
    },
    limits.envelopeBytes,
  )
  const track = (name: string) => queue.push({ ...mint(), kind: 'track', name }, 'v')
  return { queue, sender, sent, waits, refusals, track }
}
const accept = ({ messages }: Envelope) => ({
  v: 1,
  rev: 3,
  outcomes: messages.map(({ id }) => ({ id, outcome: 'accepted' })),
})

test('one envelope is under way at a time, each is what the protocol takes, and everything arrives', async () => {
  const { sender, sent, track } = setUp(accept)
  for (let i = 0; i < 250; i += 1) track(`t${i}`)
  sender.pump()
  sender.pump()
  await sender.drained()
  expect(sent.map(({ messages }) => messages.length)).toEqual([100, 100, 50])
  for (const one of sent) expect(envelope.safeParse(one).success).toBe(true)
})

test('an envelope without an answer is sent again with the same ids, after growing pauses', async () => {
  let failures = 3
  const { sender, sent, waits, track } = setUp((given) => {
    failures -= 1
    if (failures >= 0) throw new Error('no answer')
    return accept(given)
  })
  track('once')
  await sender.drained()
  expect(new Set(sent.map(({ messages }) => messages[0]?.id)).size).toBe(1)
  expect(sent).toHaveLength(4)
  expect(waits).toEqual([1_000, 2_000, 4_000])
})

test('a message pushed in the very moment in which the queue ran dry is not left lying', async () => {
  const { queue, sender, sent, track } = setUp(accept)
  track('one')
  sender.pump()
  while (queue.size() > 0) await Promise.resolve()
  track('two')
  for (let i = 0; i < 3; i += 1) {
    sender.pump()
    await Promise.resolve()
  }
  await sender.drained()
  expect(sent.flatMap(({ messages }) => messages)).toHaveLength(2)
})

test('one message that makes the server refuse whole envelopes is found and dropped, the others arrive', async () => {
  const { sender, sent, refusals, track } = setUp((given) =>
    given.messages.some((message) => message.kind === 'track' && message.name === 'poison')
      ? { v: 1, error: { code: 'ENVELOPE_INVALID', message: '' } }
      : accept(given),
  )
  for (let i = 0; i < 40; i += 1) track(i === 17 ? 'poison' : `t${i}`)
  await sender.drained()
  expect(refusals).toEqual(['track ENVELOPE_INVALID'])
  expect(sent.length).toBeLessThan(25)
})

test('a server that refuses everything is not hammered', async () => {
  const { sender, waits, sent, track } = setUp(() => ({ v: 1, error: { code: 'ENVELOPE_INVALID', message: '' } }))
  for (let i = 0; i < 30; i += 1) track(`t${i}`)
  await sender.drained()
  expect(waits).toHaveLength(sent.length)
  expect(waits.at(-1)).toBe(20_000)
})

test('the server’s pause is kept to, and what it could not take is sent again', async () => {
  let first = true
  const { sender, sent, waits, track } = setUp((given) => {
    if (!first) return accept(given)
    first = false
    return {
      v: 1,
      rev: 3,
      retryAfterMs: 4_000,
      outcomes: given.messages.map(({ id }, index) =>
        index === 0 ? { id, outcome: 'accepted' } : { id, outcome: 'dropped', code: 'rate-limited' },
      ),
    }
  })
  for (const name of ['one', 'two', 'three']) track(name)
  await sender.drained()
  expect(waits[0]).toBeGreaterThanOrEqual(4_000)
  expect(sent[1]?.messages).toEqual(sent[0]?.messages.slice(1))
})
