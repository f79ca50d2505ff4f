import { basename, dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { settings } from '../../contract/settings.ts'
import { loadPlugin, loadPluginFile } from '../../server/plugin-host/load-plugin.ts'
import { builtInPluginFiles } from '../../server/plugin-host/load-plugins.ts'
import { pluginConformance } from './plugin.conformance.ts'

for (const file of builtInPluginFiles())
  pluginConformance(`the built-in plugin ${basename(dirname(file))}`, () => loadPluginFile(file))

describe('the built-in plugins', () => {
  test('are at least those that a new tenant runs under', () => {
    const { recommenders, guardrails } = settings.parse({})
    const names = builtInPluginFiles().map((file) => basename(dirname(file)))
    expect(names).toEqual(expect.arrayContaining([...recommenders, ...guardrails].map(({ plugin }) => plugin)))
  })
  test.each(builtInPluginFiles())('%s stands in a folder of its own name', async (file) => {
    expect((await loadPlugin(dirname(file))).name).toBe(basename(dirname(file)))
  })
})
