import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { settings } from '../../contract/settings.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { tenantContext } from '../tenants/contexts.ts'
import { keptEmbeddings } from './kept-embeddings.ts'
import { createVectorFindings, type RecordedQuestion } from './vector-findings.ts'

const directory = mkdtempSync(join(tmpdir(), 'cairn-findings-'))
let storage: Storage
beforeAll(async () => {
  storage = await openStorage({ form: 'embedded', directory })
})
afterAll(async () => {
  await storage.close()
  rmSync(directory, { recursive: true, force: true })
})
const tenant = (name: string) => tenantContext('w1', name, { kind: 'job', name: 'test' }, 'test')
const world = { settings: { value: settings.parse({}) }, catalogue: { source: { version: 'v1', items: [] } } }

const asked = (user: string, place: number): RecordedQuestion => ({
  user,
  query: `q${place}`,
  locale: 'en',
  grades: new Map([['right', 2]]),
})
const open = (recorded: readonly RecordedQuestion[], hasVectors = true) => {
  const ranked: string[] = []
  const findings = createVectorFindings({
    store: storage.tenant,
    vectors: { look: async () => (hasVectors ? { by: 'own-texts', found: [] } : undefined) },
    world: async () => world,
    async rank(_context, _world, { query }, nearest) {
      if (nearest === undefined) ranked.push(query)
      return nearest === undefined ? ['wrong', 'right'] : ['right', 'wrong']
    },
    recorded: async () => recorded,
    now: () => 1_700_000_000_000,
    monotonicMs: () => 0,
  })
  return { findings, ranked }
}

test('a tenant whose users’ questions show that vectors help is told so, by every process', async () => {
  const { findings } = open(Array.from({ length: 40 }, (_, place) => asked(`u${place}`, place)))
  expect(await findings.helps(tenant('shown'), 'own-texts')).toBe(false)
  expect(await findings.evaluate(tenant('shown'))).toMatchObject({
    helps: true,
    recorded: 40,
    labelled: 0,
    catalogue: 'v1',
  })
  expect(await open([]).findings.helps(tenant('shown'), 'own-texts')).toBe(true)
  expect(await findings.helps(tenant('another'), 'own-texts')).toBe(false)
  expect(await findings.helps(tenant('shown'), 'endpoint')).toBe(false)
})

test('one user’s many questions do not decide how everybody is answered', async () => {
  const { findings } = open(Array.from({ length: 400 }, (_, place) => asked('loud', place)))
  expect(await findings.evaluate(tenant('loud'))).toMatchObject({ helps: false, recorded: 5 })
})

test('labelled questions are kept and count beside the recorded ones', async () => {
  const { findings, ranked } = open([asked('ada', 1)])
  const questions = Array.from({ length: 30 }, (_, place) => ({
    query: `labelled ${place}`,
    relevant: [{ content: 'right', grade: 2 }],
  }))
  await findings.label(tenant('labelled'), questions)
  expect(await findings.evaluate(tenant('labelled'))).toMatchObject({ helps: true, recorded: 1, labelled: 30 })
  expect(ranked).toHaveLength(31)
})

test('without vectors there is nothing to find out, and what was found before stands', async () => {
  const { findings } = open(Array.from({ length: 40 }, (_, place) => asked(`u${place}`, place)))
  await findings.evaluate(tenant('gone'))
  const without = open([asked('ada', 1)], false).findings
  expect(await without.evaluate(tenant('gone'))).toBeUndefined()
  expect(await without.helps(tenant('gone'), 'own-texts')).toBe(true)
})

test('embeddings are kept by model and text, bit by bit, and go with the text', async () => {
  const kept = keptEmbeddings(storage.tenant, tenant('kept'), 'small', 'en')
  const vectors = [Float32Array.of(0.1, -2), Float32Array.of(3, 4)]
  await kept.put(['one', 'two'], vectors)
  expect(await kept.get(['two', 'one', 'three'])).toEqual([vectors[1], vectors[0], undefined])
  expect(await keptEmbeddings(storage.tenant, tenant('kept'), 'large', 'en').get(['one'])).toEqual([undefined])
  expect(await kept.get(['one'])).toEqual([vectors[0]])
  expect(await kept.get(['one', 'two'])).toEqual([vectors[0], undefined])
})
