import { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import type { Plugin, PluginDescription } from '../../contract/plugin.ts'

/** @throws {AppError} PLUGIN_NOT_LOADABLE when the options have no JSON Schema, from which the form is generated */
export const describePlugin = (plugin: Plugin): PluginDescription => {
  const { type, name, version, apiVersion, summary, reasons } = plugin
  let optionsSchema: Record<string, unknown>
  try {
    // `io: input`: a field with a default may be left out of the form.
    optionsSchema = { ...z.toJSONSchema(plugin.options, { io: 'input' }) }
  } catch (cause) {
    throw new AppError(
      'PLUGIN_NOT_LOADABLE',
      { plugin: name, problem: 'its options cannot be written as JSON Schema; use plain zod types without transforms' },
      cause,
    )
  }
  return structuredClone({
    type,
    name,
    version,
    apiVersion,
    summary,
    phase: plugin.type === 'guardrail' ? plugin.phase : null,
    ...(plugin.type === 'recommender' && plugin.answers === true ? { answers: true } : {}),
    ...(plugin.type === 'recommender' && plugin.learns !== undefined ? { learns: true } : {}),
    ...(plugin.type === 'guardrail' ? { fatigue: plugin.fatigue === true } : {}),
    ...(plugin.type === 'guardrail' && plugin.reads !== undefined ? { reads: plugin.reads } : {}),
    ...(plugin.type === 'guardrail' && plugin.alerts !== undefined ? { alerts: plugin.alerts } : {}),
    reasons,
    ...(plugin.prepareFacts === undefined ? {} : { hosts: plugin.hosts, facts: plugin.facts }),
    optionsSchema,
  })
}
