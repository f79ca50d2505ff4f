import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answers, gateAnswer, guidance } from '../../contract/guidance.ts'
import { clientMessage, handshake } from '../../contract/messages.ts'
import { publishStart } from '../cairn/first-content.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const text = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8')
/** The block of the document that is fenced as `json NAME`. */
const example = (name: string): Record<string, unknown> => {
  const found = new RegExp(`\`\`\`json ${name}\n([\\s\\S]*?)\n\`\`\``).exec(text)?.[1]
  if (found === undefined) throw new Error(`docs/protocol.md has no example ${name}`)
  return JSON.parse(found)
}

const origin = 'https://host.test'
let cairn: RunningCairn
let workspace: TestWorkspace
beforeAll(async () => {
  cairn = await startCairn()
  workspace = await createWorkspace(cairn, [origin])
  await publishStart(workspace)
})
afterAll(() => cairn?.remove())

/** Moves an example's times to today, keeping what lies between them. */
const today = (envelope: { sentAt: number; messages: { at: number }[] }) => {
  const shift = Date.now() - envelope.sentAt
  return {
    ...envelope,
    sentAt: envelope.sentAt + shift,
    messages: envelope.messages.map((one) => ({ ...one, at: one.at + shift })),
  }
}
const exampleEnvelope = () => today(example('envelope') as { sentAt: number; messages: { at: number }[] })

test('the documented handshake is one, and its envelope gets the documented ack', async () => {
  expect(handshake.safeParse({ ...example('handshake'), key: workspace.publishableKey }).success).toBe(true)
  const client = await connectWire({ url: cairn.url, key: workspace.publishableKey, origin })
  const ack = await client.socket.timeout(5_000).emitWithAck('envelope', exampleEnvelope())
  const documented = example('ack') as { outcomes: object[] }
  expect(ack).toMatchObject({
    ...documented,
    outcomes: documented.outcomes.map((outcome) => expect.objectContaining(outcome)),
  })
  client.close()
})

test('the documented answer is one', () => {
  expect(answers.parse(example('answers'))).toEqual(example('answers'))
})

test.each(['tour', 'actions', 'action-ran', 'preferences'])('the documented message %s is one', (name) => {
  expect(clientMessage.parse(example(name))).toEqual(example(name))
})

test('the documented answer of a gate is one', () => {
  expect(gateAnswer.parse(example('gate'))).toEqual(example('gate'))
})

test('the same envelope again is acknowledged as duplicates, and counts once', async () => {
  const client = await connectWire({
    url: cairn.url,
    key: workspace.publishableKey,
    origin,
    token: await workspace.sign('twice'),
  })
  const one = message('track', { name: 'clicked_twice' })
  const outcomes = []
  for (let again = 0; again < 3; again++) {
    const ack = await client.send([one])
    if ('outcomes' in ack) outcomes.push(ack.outcomes[0]?.outcome)
  }
  expect(outcomes).toEqual(['accepted', 'duplicate', 'duplicate'])
  const session = await workspace.call<{ events: Record<string, { count: number }> }>(
    'GET',
    '/v1/tenants/default/users/twice/session',
  )
  expect(session.events.clicked_twice?.count).toBe(1)
  client.close()
})

test('guidance has the documented shape, its revision grows, and sync gives the same state again', async () => {
  const client = await connectWire({
    url: cairn.url,
    key: workspace.publishableKey,
    origin,
    token: await workspace.sign('reader'),
  })
  await client.send([message('page', { path: '/' })])
  const first = await client.until((one) => one.items.length === 1)
  expect(guidance.safeParse(first).success).toBe(true)
  await client.send([message('track', { name: 'one_done' })])
  const second = await client.until((one) => one.items[0]?.kind === 'checklist' && one.items[0].steps[0]?.done === true)
  expect(second.rev).toBeGreaterThan(first.rev)
  const synced = (await client.socket.timeout(5_000).emitWithAck('sync')) as { messages: unknown[] }
  expect(synced.messages).toEqual([second])
  client.close()
})

test('the beacon takes the same envelope without a preflight and answers with ack, welcome and guidance', async () => {
  const auth = { ...example('handshake'), key: workspace.publishableKey, token: await workspace.sign('beacon-user') }
  const envelope = { v: 1, sentAt: Date.now(), messages: [message('page', { path: '/' })] }
  const answer = await fetch(`${cairn.url}/v1/beacon`, {
    method: 'POST',
    headers: { origin, 'content-type': 'text/plain' },
    body: JSON.stringify({ auth, envelope }),
  })
  expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
  const body = (await answer.json()) as {
    ack: { outcomes: { outcome: string }[] }
    messages: { kind: string; items?: unknown[] }[]
  }
  expect(body.ack.outcomes[0]?.outcome).toBe('accepted')
  expect(body.messages.map((one) => one.kind)).toEqual(['welcome', 'guidance'])
  expect(body.messages[1]?.items).toHaveLength(1)
})

test('every code that a refusal can carry is documented', async () => {
  const refused = async (options: Partial<Parameters<typeof connectWire>[0]>) =>
    connectWire({ url: cairn.url, key: workspace.publishableKey, origin, ...options }).then(
      () => 'let in',
      (error: Error) => error.message,
    )
  const codes = [
    await refused({ key: 'pk_aaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbb' }),
    await refused({ key: 'nonsense' }),
    await refused({ origin: 'https://evil.test' }),
    await refused({ token: 'not.a.token' }),
    await refused({ token: await workspace.sign('late', {}, { iat: 1_700_000_000, exp: 1_700_000_100 }) }),
  ]
  expect(codes).toEqual(['KEY_UNKNOWN', 'HANDSHAKE_INVALID', 'ORIGIN_NOT_ALLOWED', 'TOKEN_INVALID', 'TOKEN_EXPIRED'])
  for (const code of codes) expect(text).toContain(code)
})
