import { existsSync, readFileSync } from 'node:fs'
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pluginCheck } from './plugin-check.ts'
import { pluginNew } from './plugin-new.ts'
import { pluginTest } from './plugin-test.ts'

let within: string
let report: string[]
/** Like the console, which prints whatever it is given. */
const print = (...given: unknown[]) => report.push(given.join(' '))
beforeEach(async () => {
  within = await mkdtemp(join(tmpdir(), 'cairn-plugin-new-'))
  report = []
})
afterEach(() => rm(within, { recursive: true }))

describe.each(['recommender', 'guardrail'])('a new %s', (kind) => {
  test('holds every promise, and passes its own tests, at once', { timeout: 60_000 }, async () => {
    expect(pluginNew(kind, 'quiet-week', { within, print })).toBe(0)
    const folder = join(within, 'quiet-week')
    expect([await pluginCheck(folder, { print }), report.filter((line) => line.startsWith('not ok'))]).toEqual([0, []])
    expect(await pluginTest(folder, print)).toBe(0)
    expect(report.join('\n')).toMatch(/^\S+ pass 3$/m)
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toMatch(/^# quiet-week\n/)
  })
})

test('a plugin whose own test fails is told so', { timeout: 60_000 }, async () => {
  pluginNew('guardrail', 'broken', { within, print })
  await appendFile(join(within, 'broken/index.test.ts'), `test('this is so', () => assert.equal(1, 2))\n`)
  expect(await pluginTest(join(within, 'broken'), print)).toBe(1)
  expect(report.join('\n')).toContain('this is so')
})

test('what is there already is not written over', async () => {
  await writeFile(join(within, 'mine'), 'my own')
  expect(pluginNew('guardrail', 'mine', { within, print })).toBe(2)
  expect(readFileSync(join(within, 'mine'), 'utf8')).toBe('my own')
  expect(report.join()).toContain('there already')
})

test.each(['Mine', '../mine', 'my plugin', '', '7days', 'a'.repeat(65)])(
  'the name "%s" is refused and nothing is written',
  (name) => {
    expect(pluginNew('guardrail', name, { within, print })).toBe(2)
    expect(report.join()).toContain('cannot be its name')
    expect(existsSync(join(within, name, 'index.ts'))).toBe(false)
  },
)

test('a third kind of plugin is refused', () => {
  expect(pluginNew('constructor', 'mine', { within, print })).toBe(2)
})

test('a folder without tests is told so', async () => {
  expect(await pluginTest(within, print)).toBe(2)
})
