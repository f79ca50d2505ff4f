import type { Settings } from '../../contract/settings.ts'

/** By the name that a plugin had before. */
const renamed: ReadonlyMap<string, string> = new Map([['frequency', 'fatigue']])

/** Stored settings go on naming plugins as they were called when they were saved; under that name nothing is installed, and all would be vetoed. */
export const withPresentNames = (value: Settings): Settings =>
  value.guardrails.some(({ plugin }) => renamed.has(plugin))
    ? {
        ...value,
        guardrails: value.guardrails.map((one) => ({ ...one, plugin: renamed.get(one.plugin) ?? one.plugin })),
      }
    : value
