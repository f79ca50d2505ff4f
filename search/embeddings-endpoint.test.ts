import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { embeddingsEndpoint, type KeptVectors } from './embeddings-endpoint.ts'
import { nearest } from './nearest.ts'

const colours = ['red', 'green', 'blue']
const embed = (text: string) => colours.map((colour) => text.split(colour).length - 1)

interface Call {
  readonly path: string | undefined
  readonly authorization: string | undefined
  readonly body: { model: string; input: string[] }
}

let server: Server | undefined
afterEach(() => new Promise((done) => (server === undefined ? done(null) : server.close(done))))

const read = async (request: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const part of request) text += String(part)
  return text
}

/** A server that speaks the API; `answer` may spoil what it says. */
const start = async (
  answer: (input: string[]) => { status?: number; body: unknown } = (input) => ({
    // The API names each vector's place and promises no order.
    body: { data: input.map((text, index) => ({ object: 'embedding', index, embedding: embed(text) })).reverse() },
  }),
) => {
  const calls: Call[] = []
  server = createServer(async (request, response) => {
    const body = JSON.parse(await read(request)) as Call['body']
    calls.push({ path: request.url, authorization: request.headers.authorization, body })
    const { status = 200, body: said } = answer(body.input)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said))
  })
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening))
  return { calls, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/` }
}

const documents = [
  { title: 'red', text: 'red red' },
  { title: 'green', text: 'blue' },
  { title: '', text: 'blue' },
]

test('documents and queries get their vectors from the endpoint, in batches, with model and key', async () => {
  const { calls, url } = await start()
  const provider = embeddingsEndpoint({ url, model: 'small', key: 'k1', batch: 2, fetch })
  const space = await provider.spaceOf(documents)
  const found = nearest(space.documents, await space.place('something blue'), 10)
  expect(found.map(({ document }) => document)).toEqual([2, 1])
  expect(found[0]?.score).toBeCloseTo(1, 6)
  expect(calls.map(({ body }) => body.input)).toEqual([['red\nred red', 'green\nblue'], ['blue'], ['something blue']])
  expect(
    calls.every(
      ({ path, authorization, body }) =>
        path === '/v1/embeddings' && authorization === 'Bearer k1' && body.model === 'small',
    ),
  ).toBe(true)
})

test.each([
  ['refuses', () => ({ status: 500, body: {} }), /answered 500/],
  ['leaves out a text', () => ({ body: { data: [{ index: 0, embedding: [1] }] } }), /left out/],
  [
    'answers with vectors of different lengths',
    (input: string[]) => ({
      body: { data: input.map((_, index) => ({ index, embedding: Array(index + 1).fill(1) })) },
    }),
    /different lengths/,
  ],
  ['answers with something else', () => ({ body: { vectors: [] } }), /data/],
])('an endpoint that %s gives no vectors at all', async (_, answer, problem) => {
  const { url } = await start(answer)
  await expect(embeddingsEndpoint({ url, model: 'small', fetch }).spaceOf(documents)).rejects.toThrow(problem)
})

test('a text whose vector is kept is not sent again, and one that comes twice is sent once', async () => {
  const { calls, url } = await start()
  const shelf = new Map<string, Float32Array>()
  const kept: KeptVectors = {
    get: async (texts) => texts.map((text) => shelf.get(text)),
    put: async (texts, vectors) => texts.forEach((text, index) => void shelf.set(text, vectors[index] as Float32Array)),
  }
  const provider = embeddingsEndpoint({ url, model: 'small', fetch, kept })
  const first = await provider.spaceOf([...documents, ...documents])
  const again = await provider.spaceOf([...documents, { title: '', text: 'green' }])
  expect(calls.map(({ body }) => body.input)).toEqual([['red\nred red', 'green\nblue', 'blue'], ['green']])
  expect(again.documents.values.slice(0, 9)).toEqual(first.documents.values.slice(0, 9))
})

test('beyond its budget it is not asked at all', async () => {
  const { calls, url } = await start()
  const provider = embeddingsEndpoint({ url, model: 'small', fetch, mayAsk: () => false })
  await expect(provider.spaceOf(documents)).rejects.toThrow(/as often as it may/)
  expect(calls).toEqual([])
})

test('an endpoint that does not answer in time is given up', async () => {
  const { url } = await start(() => ({ body: new Promise(() => undefined) }))
  server?.removeAllListeners('request').on('request', () => undefined)
  const withinMs = { documents: 30, question: 30 }
  await expect(embeddingsEndpoint({ url, model: 'small', fetch, withinMs }).spaceOf(documents)).rejects.toThrow(
    /timeout/i,
  )
  server?.closeAllConnections()
})
