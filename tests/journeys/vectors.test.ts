import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Decision } from '../../contract/decision.ts'
import type { Answers } from '../../contract/guidance.ts'
import type { RetrievalStanding } from '../../contract/retrieval-finding.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

/** Two subjects, each in two vocabularies: what a model knows and words do not. */
const subjects = [
  ['invoice', 'receipt'],
  ['webhook', 'callback'],
]
const embed = (text: string) => [
  ...subjects.map((words) => Number(words.some((word) => text.toLowerCase().includes(word)))),
  0.2,
]
let endpoint: Server
let cairn: RunningCairn
let workspace: TestWorkspace
const texts: string[] = []

beforeAll(async () => {
  endpoint = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += String(part)
    const { input } = JSON.parse(body) as { input: string[] }
    texts.push(...input)
    const data = input.map((text, index) => ({ index, embedding: embed(text) }))
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }))
  })
  await new Promise<void>((listening) => endpoint.listen(0, '127.0.0.1', listening))
  cairn = await startCairn({
    env: {
      CAIRN_EMBEDDINGS_URL: `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/v1`,
      CAIRN_EMBEDDINGS_MODEL: 'small',
    },
  })
  workspace = await createWorkspace(cairn, ['https://host.test'])
  const updatedAt = Date.now() - 86_400_000
  const article = (key: string, title: string, body: string) =>
    workspace.publish(key, { kind: 'article', title, body, updatedAt })
  await article('invoices', 'Find an invoice', 'Every invoice stands under Billing.')
  await article('webhooks', 'Add a webhook', 'A webhook needs an address.')
  for (let place = 0; place < 20; place++)
    await article(`other-${place}`, `Colours ${place}`, `The colour number ${place}.`)
})
afterAll(async () => {
  await cairn?.remove()
  endpoint.close()
})

const steer = async (tenant: string, retrieval: object) => {
  await workspace.call('PUT', `/v1/tenants/${tenant}`, {})
  await workspace.call('PUT', `/v1/tenants/${tenant}/settings`, { why: 'test', value: { retrieval } })
}
const ask = (tenant: string, query: string) =>
  workspace.call<Answers>('POST', `/v1/tenants/${tenant}/users/ada/ask`, { query })
const keysOf = ({ results }: Answers) => results.map(({ key }) => key)

test('what is asked in other words is found by the endpoint’s vectors, and replays when the endpoint is gone', async () => {
  await steer('acme', { vectors: 'on', from: 'endpoint' })
  // Nobody waits for vectors: the first question is answered by words.
  expect(await ask('acme', 'receipt')).toMatchObject({ results: [], nothing: 'no-source' })
  await expect.poll(async () => keysOf(await ask('acme', 'receipt')), { timeout: 10_000 }).toEqual(['invoices'])
  const answers = await ask('acme', 'receipt')
  expect(answers.results[0]?.why).toBe('It is about something close to what you asked.')

  // The other tenant has its own switch.
  await steer('plain', { vectors: 'off' })
  expect(await ask('plain', 'receipt')).toMatchObject({ results: [] })

  await steer('shown', { from: 'endpoint' })
  expect(await ask('shown', 'receipt')).toMatchObject({ results: [] })
  const questions = Array.from({ length: 30 }, (_, place) => ({
    query: place % 2 === 0 ? `receipt ${place}` : `callback ${place}`,
    relevant: [{ content: place % 2 === 0 ? 'invoices' : 'webhooks' }],
  }))
  const found = await workspace.call<RetrievalStanding>('POST', '/v1/tenants/shown/retrieval/evaluate', { questions })
  expect(found).toMatchObject({ vectors: 'auto', used: true, state: 'ready', finding: { helps: true, labelled: 30 } })
  expect(keysOf(await ask('shown', 'receipt'))).toEqual(['invoices'])
  expect(await workspace.call('GET', '/v1/tenants/shown/retrieval')).toEqual(found)

  endpoint.close()
  endpoint.closeAllConnections()
  const record = await workspace.call<Decision>('GET', `/v1/tenants/acme/decisions/${answers.decision}`)
  expect(record.input.nearest).toMatchObject({ by: 'endpoint', found: [{ similarity: expect.any(Number) }] })
  const replay = (body: object) =>
    workspace.call<{ same: boolean; unasked: readonly { plugin: string }[] }>(
      'POST',
      `/v1/tenants/acme/decisions/${answers.decision}/replay`,
      body,
    )
  expect(await replay({})).toMatchObject({ same: true, differences: [] })
  const deep = await replay({ deep: true })
  expect(deep).toMatchObject({ same: true, differences: [] })
  expect(deep.unasked.map(({ plugin }) => plugin)).not.toContain('retrieval')
  // Under a setting without vectors the answer would have been none.
  expect(await replay({ with: { retrieval: { vectors: 'off' } } })).toMatchObject({ same: false })
  // An article's text was sent once for each tenant that wants it.
  expect(texts.filter((text) => text.startsWith('Find an invoice'))).toHaveLength(2)
})
