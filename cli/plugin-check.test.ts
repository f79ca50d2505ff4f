import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { sampleCandidate } from './plugin-check/sample-content.ts'
import { sampleContents } from './plugin-check/sample-inputs.ts'
import { pluginCheck } from './plugin-check.ts'

// Each check starts a thread.
vi.setConfig({ testTimeout: 60_000 })

let folder: string
let report: string[]
const print = (line: string) => report.push(line)
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-plugin-check-'))
  report = []
})
afterEach(() => rm(folder, { recursive: true }))

const write = async (check: string, options = 'z.strictObject({})') => {
  const file = join(folder, 'mine.ts')
  await writeFile(
    file,
    `import { defineGuardrail } from 'cairn/plugin'
    import { z } from 'zod'
    export default defineGuardrail({ name: 'mine', version: '1.0.0', summary: 'Mine.', phase: 'eligibility',
      options: ${options}, reasons: { no: { en: 'No.' } }, check: ({ candidate, session }) => (${check}) })`,
  )
  return file
}

test('a plugin that holds every promise passes, and its author reads the time that it takes', async () => {
  expect(await pluginCheck(await write(`{ verdict: 'allow' }`), { print })).toBe(0)
  expect(report[0]).toBe('guardrail mine 1.0.0: Mine.')
  expect(report.join('\n')).toMatch(/the time it takes is known \([\d.]+ us a call/)
  expect(report.at(-1)).toMatch(/^\d+ checks hold$/)
})

test('a plugin that breaks one fails, with the question at which it did', async () => {
  const file = await write(
    `candidate.key === 'on-page' ? { verdict: 'veto', code: 'never-said' } : { verdict: 'allow' }`,
  )
  expect(await pluginCheck(file, { print })).toBe(1)
  expect(report.join('\n')).toContain('not ok  every reason it gives has a text')
  expect(report.at(-1)).toMatch(/^1 of \d+ checks do not hold$/)
})

test('a plugin that cannot be loaded fails with the reason', async () => {
  expect(await pluginCheck(await write('{{'), { print })).toBe(1)
  expect(report.join('\n')).toContain('line 4')
})

test('a plugin with required options is checked with those that its author gives', async () => {
  const file = await write(`{ verdict: 'allow' }`, 'z.strictObject({ hours: z.number() })')
  expect(await pluginCheck(file, { print })).toBe(1)
  expect(report.join('\n')).toContain('hours: ')
  expect(await pluginCheck(file, { print, options: { hours: 3 } })).toBe(0)
})

test('a plugin that answers differently in a thread of its own fails, with the question at which it did', async () => {
  const file = await write(
    `'process' in globalThis ? { verdict: 'allow' } : { verdict: 'veto', code: candidate.key === 'on-page' ? 'no' : 'no' }`,
  )
  expect(await pluginCheck(file, { print })).toBe(1)
  expect(report.join('\n')).toMatch(/not ok {2}in a thread of its own.*\n.*there it answers differently/)
})

describe('recorded decisions', () => {
  const record = (events: object) =>
    JSON.stringify({
      id: 'd-7',
      input: {
        slot: 'inline',
        session: { user: 'u', startedAt: 1, events },
        now: 2,
        seed: 3,
        settings: 's',
        catalogue: 'c',
      },
      result: { eligible: ['mine@1'], candidates: [sampleCandidate(sampleContents.items[0]!)] },
    })

  test('are asked about besides the samples', async () => {
    const file = await write(`session.events.odd_one ? ({} as never) : { verdict: 'allow' }`)
    expect(await pluginCheck(file, { print })).toBe(0)
    report = []
    expect(await pluginCheck(file, { print, sessions: `${record({ odd_one: { count: 1 } })}\n` })).toBe(1)
    expect(report.join('\n')).toContain('the recorded decision d-7, first-steps: {} is no verdict')
  })

  test('bring the catalogue that recommenders choose from', async () => {
    const file = join(folder, 'chooser.ts')
    await writeFile(
      file,
      `import { defineRecommender } from 'cairn/plugin'
      import { z } from 'zod'
      export default defineRecommender({ name: 'chooser', version: '1.0.0', summary: 'Mine.', options: z.strictObject({}),
        reasons: { fits: { en: 'It fits.' } }, prepare: (catalogue) => catalogue.items.some(({ version }) => version === 'mine@1'),
        recommend: ({ prepared, eligible }) => prepared ? eligible.map((content) => ({ content, score: 1, evidence: [{ code: 'fits' }] })) : [] })`,
    )
    const [item] = sampleContents.items
    const catalogue = JSON.stringify({ catalogue: { version: 'c', items: [{ ...item, version: 'mine@1' }] } })
    expect(await pluginCheck(file, { print, sessions: [catalogue, record({})].join('\n') })).toBe(0)
    expect(report.join('\n')).toMatch(/its answers are valid \(1 candidates/)
  })

  test('that cannot be read are named by their line', async () => {
    const file = await write(`{ verdict: 'allow' }`)
    expect(await pluginCheck(file, { print, sessions: `${record({})}\n{"id":1}\n` })).toBe(1)
    expect(report.join('\n')).toContain('line 2')
  })
})
