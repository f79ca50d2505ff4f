import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { sampleCatalogue } from '../../cli/plugin-check/sample-content.ts'
import { sampleNow, sampleSession } from '../../cli/plugin-check/sample-session.ts'
import { tenantContext } from '../tenants/contexts.ts'
import { loadPluginHost } from './load-plugin-host.ts'

vi.setConfig({ testTimeout: 60_000 })
const soon = { timeout: 20_000 }
const context = tenantContext('w', 't', { kind: 'operator' }, 'r')
const catalogue = sampleCatalogue({
  kind: 'checklist',
  key: 'a',
  title: 'A',
  steps: [{ id: 'a', title: 'A', completeOn: { click: true } }],
})

let folder: string
let logged: string[]
let loaded: Awaited<ReturnType<typeof loadPluginHost>>
const log = (fields: Readonly<Record<string, unknown>>) =>
  void logged.push(String(fields.problem ?? fields.version ?? ''))
const quiet = () => undefined

const save = (score: number, version: string, name = 'mine') =>
  writeFile(
    join(folder, 'mine.ts'),
    `import { defineRecommender } from 'cairn/plugin'
    import { z } from 'zod'
    export default defineRecommender({ name: '${name}', version: '${version}', summary: 'Mine.', options: z.strictObject({}),
      reasons: { fits: { en: 'Fits ${version}.' } }, recommend: () => [{ content: 'a@1', score: ${score}, evidence: [{ code: 'fits' }] }] })`,
  )
const options = {}
const answer = async () => {
  const input = { session: sampleSession(), slot: 'checklist' as const, eligible: ['a@1'], now: sampleNow, seed: 1 }
  const [given] = await loaded.host.recommend(context, [{ plugin: 'mine', options }], catalogue, input)
  return [given?.version, given?.value?.[0]?.score]
}
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-watch-'))
  logged = []
  await save(1, '1.0.0')
  const telemetry = { log: { debug: quiet, info: log, warn: quiet, error: log }, count: quiet, observe: quiet }
  loaded = await loadPluginHost({ isolated: [folder], watched: true }, telemetry, {
    monotonicMs: () => performance.now(),
  })
  expect(await answer()).toEqual(['1.0.0', 1])
})
afterEach(async () => {
  await loaded.close()
  await rm(folder, { recursive: true })
})

test('a saved plugin answers without a restart, and records name its new version', async () => {
  await save(2, '1.1.0')
  await expect.poll(answer, soon).toEqual(['1.1.0', 2])
  expect(loaded.host.reasonsOf('mine')).toEqual({ fits: { en: 'Fits 1.1.0.' } })
})

test('a broken one leaves the last good one in place and says what is wrong; mended, it takes its place', async () => {
  await writeFile(join(folder, 'mine.ts'), 'const = 1')
  await expect.poll(() => logged.join(), soon).toMatch(/line 1: /)
  expect(await answer()).toEqual(['1.0.0', 1])
  await save(3, '1.2.0')
  await expect.poll(answer, soon).toEqual(['1.2.0', 3])
})

test('one that is saved under another name does not take the place of the one it was', async () => {
  await save(2, '2.0.0', 'other')
  await expect.poll(() => logged.join(), soon).toContain('its name or type changed')
  expect(await answer()).toEqual(['1.0.0', 1])
})
