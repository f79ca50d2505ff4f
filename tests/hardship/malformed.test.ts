import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Ack, Outcome } from '../../contract/messages.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message, type WireClient } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const full = process.env.FULL === '1'
const messages = full ? 80_000 : 6_000
const bodies = full ? 20_000 : 1_500
const frames = full ? 2_000 : 200
const origin = 'https://host.test'

let cairn: RunningCairn
let workspace: TestWorkspace
let neighbour: WireClient

beforeAll(async () => {
  cairn = await startCairn({ env: { CAIRN_RATE_CONNECTION: '1000000', CAIRN_RATE_TENANT: '10000000' } })
  workspace = await createWorkspace(cairn, [origin])
  neighbour = await connect('neighbour')
})
afterAll(async () => {
  neighbour?.close()
  await cairn?.remove()
})

const connect = async (user: string) =>
  connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token: await workspace.sign(user) })

const neighbourGoesOn = async () => {
  const ack = await neighbour.send([message('track', { name: 'still_here' })])
  expect('outcomes' in ack && ack.outcomes[0]?.outcome).toBe('accepted')
}
const serverLives = async () => {
  expect(cairn.process.exitCode).toBeNull()
  expect((await fetch(`${cairn.url}/health/ready`)).status).toBe(200)
  expect(cairn.output()).not.toMatch(/unhandled|uncaught/i)
}

const nest = (depth: number): unknown => (depth === 0 ? 'x' : { inner: nest(depth - 1) })
const rubbish = fc.oneof(
  fc.integer(),
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.integer(), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('a', 'b'), fc.integer(), { minKeys: 1 }),
)
const notText = fc.oneof(
  fc.integer(),
  fc.boolean(),
  fc.array(fc.string(), { maxLength: 2 }),
  fc.dictionary(fc.constantFrom('$gt', 'a'), fc.string(), { minKeys: 1 }),
)
const operatorName = fc.constantFrom('$where', '$gt', '$ne', '$regex', '$function', 'a.b', 'a.$b')
const prototypeName = fc.constantFrom('__proto__', 'constructor', 'prototype')
const own = (name: string, value: unknown): object => JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`)

/** A good message, one way to spoil it, and what the server must then say. */
type Spoilt = readonly [sent: unknown, expected: string]
const good = (): Record<string, unknown> & { id: string } => message('track', { name: 'made', properties: { a: 1 } })
const spoilt: fc.Arbitrary<Spoilt> = fc.oneof(
  fc.constant(null).map((): Spoilt => [good(), 'accepted']),
  rubbish
    .filter((value) => typeof value !== 'object' || value === null || Array.isArray(value))
    .map((value): Spoilt => [value, 'invalid']),
  fc
    .string({ minLength: 1, maxLength: 30 })
    .filter(
      (kind) =>
        !/^(track|page|click|submit|error|search|idle|typing|identify|group|consent|start|exposure|feedback|abstained|focus|loss|step-done|rage-click)$/.test(
          kind,
        ),
    )
    .map((kind): Spoilt => [{ ...good(), kind }, 'unknown-kind']),
  notText.map((kind): Spoilt => [{ ...good(), kind }, 'invalid']),
  fc
    .oneof(fc.string({ maxLength: 40 }), notText)
    .filter((id) => typeof id !== 'string' || !/^[0-9a-f-]{36}$/.test(id))
    .map((id): Spoilt => [{ ...good(), id }, 'invalid']),
  notText.map((name): Spoilt => [{ ...good(), name }, 'invalid']),
  fc
    .constantFrom('', '1abc', '$where', 'a'.repeat(65), 'a\u0000b', 'constructor')
    .map((name): Spoilt => [{ ...good(), name }, 'invalid']),
  fc
    .oneof(fc.constantFrom(Number.MAX_SAFE_INTEGER, -1, 0, 1.5, 1e300), fc.string())
    .map((at): Spoilt => [{ ...good(), at }, 'invalid']),
  operatorName.map((name): Spoilt => [{ ...good(), properties: own(name, 1) }, 'invalid']),
  prototypeName.map((name): Spoilt => [{ ...good(), properties: own(name, { polluted: true }) }, 'reserved-name']),
  prototypeName.map((name): Spoilt => [{ ...good(), ...own('extra', own(name, 1)) }, 'reserved-name']),
  fc.integer({ min: 6, max: 40 }).map((depth): Spoilt => [{ ...good(), properties: nest(depth) }, 'too-deep']),
  fc
    .dictionary(
      fc.constantFrom('b', 'c'),
      fc.oneof(
        fc.array(fc.integer(), { minLength: 1, maxLength: 2 }),
        fc.dictionary(fc.constantFrom('d'), fc.integer(), { minKeys: 1 }),
      ),
      { minKeys: 1 },
    )
    .map((properties): Spoilt => [{ ...good(), properties }, 'invalid']),
  fc
    .constantFrom('tenant', 'role', '_id', 'user', 'seq')
    .map((field): Spoilt => [{ ...good(), [field]: 'other' }, 'invalid']),
  fc.constant(null).map((): Spoilt => [{ ...good(), properties: { long: 'x'.repeat(501) } }, 'invalid']),
  fc.constant(null).map((): Spoilt => [{ ...good(), at: Date.now() - 9 * 86_400_000 }, 'clock-out-of-range']),
)
const codeOf = (outcome: Outcome | undefined): string =>
  outcome?.outcome === 'dropped' ? outcome.code : (outcome?.outcome ?? 'none')

test(
  `${messages} malformed messages: each is answered with the code that its fault calls for, and the server goes on`,
  async () => {
    const client = await connect('mallory')
    const perEnvelope = 50
    let sent = 0
    await fc.assert(
      fc.asyncProperty(fc.array(spoilt, { minLength: perEnvelope, maxLength: perEnvelope }), async (batch) => {
        const ack = await client.send(batch.map(([body]) => body) as Record<string, unknown>[])
        sent += batch.length
        const answered = 'outcomes' in ack ? ack.outcomes.map(codeOf) : [ack.error.code]
        expect(answered).toEqual(batch.map(([, expected]) => expected))
        if (sent % 5_000 === 0) await neighbourGoesOn()
      }),
      { numRuns: Math.ceil(messages / perEnvelope), endOnFailure: true },
    )
    client.close()
    await serverLives()
  },
  15 * 60_000,
)

test('an envelope that is none is refused as a whole, and says so', async () => {
  const client = await connect('mallory')
  const ask = (body: unknown): Promise<Ack> =>
    client.socket.timeout(5_000).emitWithAck('envelope', body) as Promise<Ack>
  const many = Array.from({ length: 101 }, good)
  for (const body of [
    null,
    1,
    'x',
    [],
    {},
    { v: 1 },
    { v: 0, sentAt: Date.now(), messages: [good()] },
    { v: 1, sentAt: 'now', messages: [good()] },
    { v: 1, sentAt: Date.now(), messages: [] },
    { v: 1, sentAt: Date.now(), messages: many },
    { v: 1, sentAt: Date.now(), messages: [good()], tenant: 'x' },
    Buffer.from('abc'),
  ])
    expect(await ask(body), JSON.stringify(body)?.slice(0, 80)).toMatchObject({ error: { code: 'ENVELOPE_INVALID' } })
  client.close()
  await neighbourGoesOn()
})

const routes = [
  ['PUT', '/v1/content/some-key'],
  ['PUT', '/v1/settings'],
  ['PUT', '/v1/workspace'],
  ['PUT', '/v1/tenants/acme'],
  ['PUT', '/v1/tenants/default/settings'],
  ['POST', '/v1/tenants/default/users/neighbour/events'],
  ['POST', '/v1/workspaces'],
] as const

test(
  `${bodies} malformed bodies and parameters: every one is answered as the caller's fault, never as ours`,
  async () => {
    const anything = fc.oneof(
      { weight: 4, arbitrary: fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value)) },
      { weight: 1, arbitrary: fc.string({ maxLength: 60 }) },
      { weight: 1, arbitrary: prototypeName.map((name) => `{${JSON.stringify(name)}:{"polluted":true}}`) },
      {
        weight: 1,
        arbitrary: operatorName.map((name) =>
          JSON.stringify({
            why: 'x',
            value: { [name]: 1 },
            messages: [{ [name]: 1 }],
            origins: [{ [name]: 1 }],
            audience: { [name]: 1 },
          }),
        ),
      },
      {
        weight: 1,
        arbitrary: fc.string({ maxLength: 40 }).map((text) =>
          JSON.stringify({
            why: text,
            value: { holdoutShare: text, locale: text },
            kind: text,
            title: { $ne: text },
          }),
        ),
      },
    )
    const agent = { authorization: `Bearer ${workspace.secretKey}`, 'content-type': 'application/json' }
    const width = 20
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...routes), anything), { minLength: width, maxLength: width }),
        async (batch) => {
          const answers = await Promise.all(
            batch.map(async ([[method, path], body]) => {
              const answer = await fetch(cairn.url + path, { method, headers: agent, body })
              const text = await answer.text()
              return {
                path,
                body,
                status: answer.status,
                code: answer.status < 300 ? 'ok' : (JSON.parse(text) as { error: { code: string } }).error.code,
              }
            }),
          )
          for (const { path, body, status, code } of answers) {
            expect(status, `${path} ${body}`).toBeLessThan(500)
            expect(
              ['ok', 'REQUEST_INVALID', 'JSON_INVALID', 'KEY_WRONG_KIND', 'PLUGIN_UNKNOWN', 'PLUGIN_OPTIONS_INVALID'],
              `${path} ${body}`,
            ).toContain(code)
          }
        },
      ),
      { numRuns: Math.ceil(bodies / width), endOnFailure: true },
    )
    await neighbourGoesOn()
    await serverLives()
  },
  15 * 60_000,
)

test.each([
  '/v1/content/..%2f..',
  '/v1/content/%00',
  '/v1/content/%E0%A4%A',
  '/v1/tenants/%24ne/settings',
  `/v1/content/${'a'.repeat(5_000)}`,
  '/v1/nothing',
  '//',
  '/v1/tenants/acme%00/settings',
])("the path %j is answered as the caller's fault", async (path) => {
  const { status } = await fetch(cairn.url + path, { headers: { authorization: `Bearer ${workspace.secretKey}` } })
  expect(status).toBeGreaterThanOrEqual(400)
  expect(status).toBeLessThan(500)
})

test(
  `${frames} broken frames close their own connection only`,
  async () => {
    const url = `${cairn.url.replace('http', 'ws')}/live/?EIO=4&transport=websocket`
    const seeded = fc.sample(
      fc.oneof(
        fc.string({ maxLength: 200 }),
        fc.constantFrom(
          '4',
          '40{',
          '42["envelope"',
          '42[1',
          '451-["envelope",{"_placeholder":true,"num":5}]',
          '4999',
          '9',
          '42["__proto__",{}]',
          '43[]',
          '410',
          '420[]',
        ),
      ),
      frames,
    )
    let closed = 0
    const width = 25
    for (let start = 0; start < seeded.length; start += width)
      await Promise.all(
        seeded.slice(start, start + width).map(async (frame) => {
          const socket = new WebSocket(url)
          await new Promise<void>((resolve) => {
            const over = () => {
              closed += 1
              resolve()
            }
            socket.onclose = over
            socket.onerror = over
            socket.onopen = () => socket.send(frame)
            setTimeout(() => {
              socket.onclose = null
              socket.close()
              resolve()
            }, 300)
          })
        }),
      )
    expect(closed, 'some frames were broken enough to be cut off').toBeGreaterThan(0)
    const documented = new Set(
      [
        ...readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8').matchAll(/^\| `([a-z ]+)` \|/gm),
      ].map(([, reason]) => reason),
    )
    const metrics = await (await fetch(`${cairn.url}/metrics`)).text()
    const reasons = [...metrics.matchAll(/cairn_connections_closed_total\{reason="([^"]+)"\}/g)].map(
      ([, reason]) => reason,
    )
    expect(reasons).toContain('forced close')
    expect(reasons.filter((reason) => !documented.has(reason))).toEqual([])
    await neighbourGoesOn()
    await serverLives()
  },
  10 * 60_000,
)

test('a message above the size limit closes its connection, and the neighbour goes on', async () => {
  const client = await connect('mallory')
  const gone = new Promise((resolve) => client.socket.once('disconnect', resolve))
  client.socket.emit('envelope', {
    v: 1,
    sentAt: Date.now(),
    messages: [{ ...good(), properties: { a: 'x'.repeat(70_000) } }],
  })
  await gone
  await neighbourGoesOn()
})
