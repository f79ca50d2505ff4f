import { beforeAll, describe, expect, test } from 'vitest'
import { pluginChecks, runCheck } from '../../cli/plugin-check/plugin-checks.ts'
import type { Plugin } from '../../contract/plugin.ts'

/** The suite that every plugin passes, a third party's by `cairn plugin check` and ours here. */
export const pluginConformance = (title: string, load: () => Promise<Plugin>, given: object = {}): void => {
  describe(title, () => {
    let plugin: Plugin
    let options: unknown
    beforeAll(async () => {
      plugin = await load()
      options = plugin.options.parse(given)
    })
    for (const check of pluginChecks)
      test(check.promise, () => {
        expect(runCheck(check, plugin, options).problems).toEqual([])
      })
  })
}
