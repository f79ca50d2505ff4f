import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { sampleCatalogue } from '../../cli/plugin-check/sample-content.ts'
import { sampleNow, sampleSession } from '../../cli/plugin-check/sample-session.ts'
import { tenantContext } from '../tenants/contexts.ts'
import type { PluginHost } from './handle.ts'
import { loadPluginHost } from './load-plugin-host.ts'

vi.setConfig({ testTimeout: 60_000 })

const context = tenantContext('w', 't', { kind: 'operator' }, 'r')
const otherTenant = tenantContext('w', 't2', { kind: 'operator' }, 'r')
const catalogue = sampleCatalogue({
  kind: 'tip',
  key: 'a',
  title: 'A',
  body: 'A',
  anchor: { hook: 'a' },
  trigger: { page: '/' },
})
const quiet = () => undefined
const telemetry = { log: { debug: quiet, info: quiet, warn: quiet, error: quiet }, count: quiet, observe: quiet }

let server: Server
let requests: string[]
/** What the outside answers, and after how long. */
let outside: { body: string; afterMs: number }
let folder: string
const plugin = (port: number) => `
import { defineRecommender } from 'cairn/plugin'
import { z } from 'zod'
export default defineRecommender({
  name: 'credit', version: '1.0.0', summary: 'Asks how much is left.', reasons: { left: { en: '{left} left.' } },
  options: z.strictObject({ host: z.string().default('127.0.0.1'), times: z.number().default(1) }),
  hosts: ['127.0.0.1'], facts: { about: 'account', seconds: 60 },
  async prepareFacts({ session }, { fetch }, { host, times }) {
    let body = ''
    for (let time = 0; time < times; time += 1)
      body = (await fetch('http://' + host + ':${port}/' + session.account!.id)).body
    return JSON.parse(body)
  },
  recommend: ({ facts }) => [{ content: 'a@1', score: 1, evidence: [{ code: 'left', facts: { left: (facts as any)?.left ?? 'unknown' } }] }],
})`
beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request.url ?? '')
    const { body, afterMs } = outside
    setTimeout(() => response.end(body), afterMs)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  folder = await mkdtemp(join(tmpdir(), 'cairn-facts-'))
  await writeFile(join(folder, 'credit.ts'), plugin((server.address() as AddressInfo).port))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
  await new Promise((resolve) => server.close(resolve))
})

describe.each(['isolated', 'trusted'] as const)('the facts of a plugin that is %s', (form) => {
  let host: PluginHost
  const start = async (allowLoopback = true) => {
    const loaded = await loadPluginHost({ [form]: [folder], allowLoopback }, telemetry, {
      monotonicMs: () => performance.now(),
    })
    host = loaded.host
    return loaded
  }
  beforeEach(async () => {
    requests = []
    outside = { body: '{"left":3}', afterMs: 0 }
    const { close } = await start()
    return close
  })
  const ask = async (user = 'u', options: object = {}, tenant = context) => {
    const account = { id: 'acme', verified: true, traits: { verified: {}, claimed: {} } }
    const input = {
      session: sampleSession({ user, account }),
      slot: 'inline' as const,
      eligible: ['a@1'],
      now: sampleNow,
      seed: 1,
    }
    const [answer] = await host.recommend(tenant, [{ plugin: 'credit', options: { ...options } }], catalogue, input)
    return answer
  }
  const soon = { timeout: 20_000 }

  test('stand in its record and reach its method, and the outside is asked once while they hold', async () => {
    await expect.poll(async () => (await ask())?.facts, soon).toEqual({ left: 3 })
    const answer = await ask()
    expect(answer?.value?.[0]?.evidence).toEqual([{ code: 'left', facts: { left: 3 } }])
    expect(requests).toEqual(['/acme'])
  })

  test('serve every user of the account that they are about, and no other tenant', async () => {
    await expect.poll(async () => (await ask('one'))?.facts, soon).toEqual({ left: 3 })
    expect((await ask('two'))?.facts).toEqual({ left: 3 })
    expect(requests).toHaveLength(1)
    await expect.poll(async () => (await ask('one', {}, otherTenant))?.facts, soon).toEqual({ left: 3 })
    expect(requests).toHaveLength(2)
  })

  test('that a record holds reach its method in a replay, and the outside is not asked', async () => {
    const input = { session: sampleSession(), slot: 'inline' as const, eligible: ['a@1'], now: sampleNow, seed: 1 }
    const entry = { plugin: 'credit', options: {}, recorded: { facts: { left: 7 } } }
    const [answer] = await host.recommend(context, [entry], catalogue, input)
    expect(answer).toMatchObject({ facts: { left: 7 }, value: [{ evidence: [{ code: 'left', facts: { left: 7 } }] }] })
    expect(requests).toEqual([])
  })

  test('that come late leave the decision without them: it answers all the same, and the next has them', async () => {
    outside.afterMs = 300
    const answer = await ask()
    expect(answer).toMatchObject({ outcome: 'answered', facts: null })
    expect(answer?.value?.[0]?.evidence[0]?.facts).toEqual({ left: 'unknown' })
    await expect.poll(async () => (await ask())?.facts, soon).toEqual({ left: 3 })
    expect(requests).toHaveLength(1)
  })

  test('are nothing where the outside answers rubbish or too much', async () => {
    for (const body of ['no json', JSON.stringify('x'.repeat(9_000))]) {
      outside.body = body
      const tenant = tenantContext('w', `t-${body.length}`, { kind: 'operator' }, 'r')
      await ask('u', {}, tenant)
      await expect.poll(() => requests.length, soon).toBe(1)
      expect(await ask('u', {}, tenant)).toMatchObject({ outcome: 'answered', facts: null })
      requests = []
    }
  })

  test('are not asked of a host that it does not declare, nor of more requests than one question may make', async () => {
    expect(await ask('u', { host: 'localhost' })).toMatchObject({ outcome: 'answered', facts: null })
    expect(requests).toEqual([])
    await ask('u', { times: 9 })
    await expect.poll(() => requests.length, soon).toBe(5)
    expect(await ask('u', { times: 9 })).toMatchObject({ facts: null })
    expect(requests).toHaveLength(5)
  })

  test("are not asked of the operator's own machines", async () => {
    const { close } = await start(false)
    await ask()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await ask()).toMatchObject({ outcome: 'answered', facts: null })
    expect(requests).toEqual([])
    await close()
  })
})
