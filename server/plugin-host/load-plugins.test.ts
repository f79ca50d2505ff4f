import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { settings, settingsOverride } from '../../contract/settings.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import type { LoadedPlugin } from './handle.ts'
import { createIsolation } from './isolation.ts'
import { loadPlugin } from './load-plugin.ts'
import { loadPluginHost } from './load-plugin-host.ts'
import { builtInPluginFiles, loadPlugins } from './load-plugins.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-plugins-'))
})
afterEach(() => rm(folder, { recursive: true }))

const write = async (path: string, text: string) => {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  return file
}
const typescript = (name: string) => `
import { defineGuardrail, type CheckInput } from 'cairn/plugin'
import { z } from 'zod'
export default defineGuardrail({
  name: '${name}', version: '1.0.0', summary: 'For tests.', phase: 'eligibility',
  options: z.strictObject({ hours: z.number().default(2) }), reasons: { no: { en: 'No.' } },
  check: ({ candidate }: CheckInput) => (candidate.key === 'x' ? { verdict: 'veto', code: 'no' } : { verdict: 'allow' }),
})`
/** Plain JavaScript without imports; its options only look like a schema, which is for the shape check to find. */
const javascript = (fields: string) => `export default { type: 'guardrail', name: 'js', version: '1', apiVersion: 1,
  summary: 'For tests.', phase: 'eligibility', reasons: {}, check: () => ({ verdict: 'allow' }), ${fields} }`

const telemetry: Telemetry = {
  log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  count: () => {},
  observe: () => {},
}
const isolation = createIsolation({ memoryMb: 32 }, telemetry, () => performance.now())
const loaded: LoadedPlugin[] = []
const load = async (isolated: readonly string[], trusted: readonly string[] = []) => {
  const found = await loadPlugins({ isolated, trusted }, isolation)
  loaded.push(...found.loaded)
  return found.loaded
}
afterEach(async () => {
  await Promise.all(loaded.splice(0).map(({ handle }) => handle.close()))
})
afterAll(() => isolation.close())
const problemOf = async (loading: Promise<unknown>): Promise<string> => {
  const error = await loading.then(
    () => undefined,
    (reason: unknown) => reason as { code: string; facts: { plugin: string; problem: string } },
  )
  expect(error?.code).toBe('PLUGIN_NOT_LOADABLE')
  return `${error?.facts.plugin}: ${error?.facts.problem}`
}

describe('loading plugins', () => {
  test("Cairn's own are there without any setting, and with them all that a new tenant runs under", async () => {
    const loaded = await load([])
    const { recommenders, guardrails } = settings.parse({})
    expect(loaded.map(({ description }) => `${description.type} ${description.name}`)).toEqual(
      expect.arrayContaining([
        ...recommenders.map(({ plugin }) => `recommender ${plugin}`),
        ...guardrails.map(({ plugin }) => `guardrail ${plugin}`),
      ]),
    )
    expect(loaded).toHaveLength(builtInPluginFiles().length)
  })

  test('a TypeScript plugin anywhere on the disk needs no package.json and no build of its own', async () => {
    const plugin = await loadPlugin(await write('opening-hours.ts', typescript('opening-hours')))
    expect(plugin).toMatchObject({ name: 'opening-hours', type: 'guardrail', apiVersion: 1 })
    expect(plugin.options.parse({})).toEqual({ hours: 2 })
  })

  test('a folder of several brings all of them: files and folders with an index, tests left out', async () => {
    await write('one.ts', typescript('one'))
    await write('one.test.ts', 'throw new Error("a test")')
    await write('two/index.ts', typescript('two'))
    await write('two/other.ts', 'export const other = 1')
    await write('notes/README.md', '')
    const names = (await load([folder])).map(({ description }) => description.name)
    expect(names).toEqual(expect.arrayContaining(['one', 'two']))
    expect(names).toHaveLength(builtInPluginFiles().length + 2)
  })

  test('a plugin may be split into files', async () => {
    await write('split/check.ts', `export const check = () => ({ verdict: 'allow' as const })`)
    await write(
      'split/index.ts',
      typescript('split')
        .replace(/check: .*/, 'check,')
        .replace('import', `import { check } from './check.ts'\nimport`),
    )
    expect(await loadPlugin(join(folder, 'split'))).toMatchObject({ name: 'split' })
  })
})

describe('a plugin that cannot be loaded says why, without a path of the machine', () => {
  const problem = async (path: string, text: string) => {
    const said = await problemOf(loadPlugin(await write(path, text)))
    expect(said).not.toContain(folder)
    return said
  }

  test('a mistake in its TypeScript, with the line', async () => {
    expect(await problem('wrong.ts', 'const a = 1\nconst = 2')).toMatch(/^wrong: line 2: /)
  })
  test('an import of Node', async () => {
    expect(await problem('reads.ts', `import fs from 'node:fs'\nexport default fs`)).toContain('cannot import node:fs')
    expect(await problem('reads-too.ts', `import fs from 'fs'\nexport default fs`)).toContain('"fs"')
  })
  test('throwing while it is loaded', async () => {
    expect(await problem('throws.mjs', 'throw new Error("no licence")')).toBe('throws: no licence')
  })
  test('no default export', async () => {
    expect(await problem('named.mjs', 'export const plugin = 1')).toContain('default export')
  })
  test('everything that is wrong with its shape, at once', async () => {
    const said = await problem(
      'shape.mjs',
      `export default { type: 'widget', name: 'Not Kebab', apiVersion: 7, options: {}, reasons: { Bad: {}, ok: { de: 'x' } } }`,
    )
    for (const part of [
      'type:',
      'name:',
      'version:',
      'apiVersion: this server speaks 1, the plugin 7',
      'summary:',
      'options:',
      '"Bad"',
      'reasons.ok',
    ])
      expect(said).toContain(part)
  })
  test('options that are no zod schema', async () => {
    expect(await problem('options.mjs', javascript('options: { parse: () => 1 }'))).toContain('a zod 4 schema')
  })
  test('a file that is not there, an npm name that is not installed', async () => {
    expect(await problemOf(loadPlugin(join(folder, 'nowhere')))).toContain('no such file')
    expect(await problemOf(loadPlugin('cairn-plugin-not-installed'))).toContain('cairn-plugin-not-installed')
  })
  test('a folder without any', async () => {
    expect(await problemOf(load([folder]))).toContain('holds no plugin')
  })
  test('a name that is taken', async () => {
    await write('consent.ts', typescript('consent'))
    expect(await problemOf(load([folder]))).toBe('consent: another plugin has this name already')
  })
  test('options that no form can be made of', async () => {
    await write('form.ts', typescript('form').replace('z.number().default(2)', 'z.bigint()'))
    expect(await problemOf(load([folder]))).toContain('JSON Schema')
  })
})

describe('settings that enable plugins', () => {
  const check = async (value: object) =>
    (await loadPluginHost({}, telemetry, { monotonicMs: () => 0 })).check(settingsOverride.parse(value))

  test('are refused with the reason when a plugin is unknown, of the other type, or does not take its options', async () => {
    expect(await check({ recommenders: [{ plugin: 'none' }] })).toMatchObject({
      code: 'PLUGIN_UNKNOWN',
      facts: { plugin: 'none' },
    })
    expect(await check({ recommenders: [{ plugin: 'quiet' }] })).toMatchObject({ code: 'PLUGIN_UNKNOWN' })
    expect(await check({ guardrails: [{ plugin: 'quiet', options: { routes: ['no-path'] } }] })).toMatchObject({
      code: 'PLUGIN_OPTIONS_INVALID',
      facts: { plugin: 'quiet', details: [expect.stringContaining('routes.0')] },
    })
  })

  test('are taken otherwise', async () => {
    expect(await check({})).toBeUndefined()
    expect(
      await check({
        guardrails: [{ plugin: 'fatigue', options: { inline: { perDay: 2 } } }],
        recommenders: [{ plugin: 'next-step' }],
      }),
    ).toBeUndefined()
  })
})
