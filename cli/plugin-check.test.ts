import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pluginCheck } from './plugin-check.ts'

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
      options: ${options}, reasons: { no: { en: 'No.' } }, check: ({ candidate }) => (${check}) })`,
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
