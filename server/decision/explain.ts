import type { DecisionResult } from '../../contract/decision.ts'
import { limits } from '../../contract/limits.ts'
import type { Evidence, Reasons } from '../../contract/plugin.ts'
import { builtInReasons, unknownReason } from './built-in-reasons.ts'

const isBuiltIn = (source: string): source is keyof typeof builtInReasons => Object.hasOwn(builtInReasons, source)

const fill = (template: string, facts: Evidence['facts']): string =>
  template
    .replace(/\{([a-z][A-Za-z0-9]{0,31})\}/g, (_, name: string) =>
      Object.hasOwn(facts, name) ? String(facts[name]) : '…',
    )
    .slice(0, limits.textLength)

/**
 * What the end user reads under "why am I seeing this", in every language that the reason's author wrote: the first evidence, through the
 * template of its code. Plain text; facts may hold anything, so it is never to be read as HTML.
 * @param reasonsOf a plugin's templates; undefined for one that is no longer installed
 */
export const explain = (
  choice: DecisionResult['choice'],
  reasonsOf: (plugin: string) => Reasons | undefined,
): Readonly<Record<string, string>> => {
  if (choice === null) return {}
  const { source, evidence } = choice
  const first = evidence[0]
  const reasons = isBuiltIn(source) ? builtInReasons[source] : reasonsOf(source)
  const templates =
    first !== undefined && reasons !== undefined && Object.hasOwn(reasons, first.code) ? reasons[first.code] : undefined
  if (first === undefined || templates === undefined) return unknownReason
  return Object.fromEntries(
    Object.entries(templates).map(([locale, template]) => [locale, fill(template, first.facts)]),
  )
}
