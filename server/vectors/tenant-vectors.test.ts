import { expect, test } from 'vitest'
import { content } from '../../contract/content.ts'
import { settings } from '../../contract/settings.ts'
import { ownTexts, type VectorProvider } from '../../search/vector-provider.ts'
import { tenantContext } from '../tenants/contexts.ts'
import { createTenantVectors, type TenantVectorsParts, type VectorsWorld } from './tenant-vectors.ts'

const nothing = () => undefined
const telemetry = {
  log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  count: nothing,
  observe: nothing,
}
const context = (name = 't1') => tenantContext('w1', name, { kind: 'job', name: 'test' }, 'test')

/** Two subjects; the words "receipt" and "invoice" never meet in a question, only in the texts. */
const catalogue = (size: number, version = 'v1') => ({
  version,
  items: Array.from({ length: size }, (_, place) => ({
    version: `a${place}@1`,
    hash: '00',
    publishedAt: 0,
    content: content.parse({
      kind: 'article',
      key: `a${place}`,
      title: place % 2 === 0 ? 'Invoices' : 'Webhooks',
      body: place % 2 === 0 ? `invoice receipt billing ${place}` : `webhook endpoint retry ${place}`,
    }),
  })),
})
const world = (retrieval: object, size = 30, version = 'v1'): VectorsWorld => ({
  settings: { value: settings.parse({ retrieval }) },
  catalogue: { source: catalogue(size, version) },
})
let clock = 0
const open = (parts: Partial<TenantVectorsParts> = {}) =>
  createTenantVectors({
    provider: (_context, _from, reading) => ownTexts(reading),
    helps: async () => false,
    telemetry,
    monotonicMs: () => clock,
    questionMs: 20,
    ...parts,
  })
const question = { query: 'receipt', locale: 'en' }
const settled = () => new Promise((done) => setTimeout(done, 5))

test('whoever asks first is answered by words at once; when the vectors are ready they are used', async () => {
  const vectors = open()
  const on = world({ vectors: 'on' })
  expect(await vectors.nearest(context(), on, question)).toBeUndefined()
  await settled()
  const found = await vectors.nearest(context(), on, question)
  expect(found?.by).toBe('own-texts')
  expect(found?.found.length).toBeGreaterThan(5)
  expect(found?.found.every(({ content: version }) => Number(version.slice(1, -2)) % 2 === 0)).toBe(true)
  expect(found?.found.every(({ similarity }) => similarity >= 0.35 && similarity <= 1)).toBe(true)
})

test('what is less like the question than the settings ask for is not found', async () => {
  const both = { query: 'receipt webhook webhook webhook', locale: 'en' }
  const found = async (similarity: number) => (await open().look(context(), world({ similarity }), both))?.found.length
  expect(await found(0)).toBe(30)
  expect(await found(0.7)).toBe(15)
})

test('the switch decides: off never, on always, auto where they have been shown to help', async () => {
  const used = async (retrieval: object, helps: boolean) => {
    const vectors = open({ helps: async () => helps })
    await vectors.nearest(context(), world(retrieval), question)
    await settled()
    return (await vectors.nearest(context(), world(retrieval), question)) !== undefined
  }
  expect(await used({ vectors: 'off' }, true)).toBe(false)
  expect(await used({ vectors: 'on' }, false)).toBe(true)
  expect(await used({}, false)).toBe(false)
  expect(await used({}, true)).toBe(true)
})

test('so few texts as teach nothing are found by words, and so is everything without an endpoint', async () => {
  const few = open()
  expect(few.state(context(), world({ vectors: 'on' }, 19), 'en')).toBe('too-few')
  expect(await few.look(context(), world({ vectors: 'on' }, 19), question)).toBeUndefined()
  const none = open({ provider: () => undefined })
  expect(none.state(context(), world({ vectors: 'on', from: 'endpoint' }), 'en')).toBe('unavailable')
  expect(await none.nearest(context(), world({ vectors: 'on', from: 'endpoint' }), question)).toBeUndefined()
})

test('vectors are made once for a catalogue version, and anew for the next; no tenant is given another’s', async () => {
  const made: string[] = []
  const vectors = open({
    provider: ({ tenant }, _from, reading) => ({
      name: 'counted',
      spaceOf(documents) {
        made.push(tenant)
        return ownTexts(reading).spaceOf(documents)
      },
    }),
  })
  await vectors.look(context(), world({}), question)
  await vectors.look(context(), world({}), question)
  await vectors.look(context(), world({}, 30, 'v2'), question)
  await vectors.look(context('t2'), world({}), question)
  expect(made).toEqual(['t1', 't1', 't2'])
})

test('what cannot be made leaves answers to words, and is not tried again at once', async () => {
  let tries = 0
  const broken: VectorProvider = {
    name: 'broken',
    async spaceOf() {
      tries += 1
      throw new Error('no')
    },
  }
  const vectors = open({ provider: () => broken })
  const on = world({ vectors: 'on' })
  for (let asked = 0; asked < 3; asked++) {
    expect(await vectors.nearest(context(), on, question)).toBeUndefined()
    await settled()
  }
  expect(tries).toBe(1)
  expect(vectors.state(context(), on, 'en')).toBe('failed')
  await expect(vectors.look(context(), on, question)).rejects.toThrow()
  clock += 61_000
  await vectors.nearest(context(), on, question)
  expect(tries).toBe(2)
})

test('a question whose vector is late is answered by words, and the same question is asked of an endpoint once', async () => {
  let asked = 0
  let delayMs = 200
  const slow: VectorProvider = {
    name: 'slow',
    async spaceOf(documents) {
      const space = await ownTexts({ language: 'en', vocabulary: [] }).spaceOf(documents)
      return {
        ...space,
        async place(text) {
          asked += 1
          await new Promise((done) => setTimeout(done, delayMs))
          return space.place(text)
        },
      }
    },
  }
  const vectors = open({ provider: () => slow })
  const on = world({ vectors: 'on', from: 'endpoint' })
  await vectors.nearest(context(), on, question)
  await settled()
  expect(await vectors.nearest(context(), on, question)).toBeUndefined()
  delayMs = 0
  expect((await vectors.nearest(context(), on, question))?.by).toBe('endpoint')
  expect((await vectors.nearest(context(), on, question))?.by).toBe('endpoint')
  expect(asked).toBe(2)
})
