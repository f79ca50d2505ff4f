import type { DecisionResult } from '../../contract/decision.ts'
import { limits } from '../../contract/limits.ts'
import type { Evidence, Reasons } from '../../contract/plugin.ts'
import type { SayWords } from '../../contract/say-words.ts'
import { builtInReasons, changeReasons, unknownReason } from './built-in-reasons.ts'

const isBuiltIn = (source: string): source is keyof typeof builtInReasons => Object.hasOwn(builtInReasons, source)

const fill = (template: string, facts: Evidence['facts']): string =>
  template
    .replace(/\{([a-z][A-Za-z0-9]{0,31})\}/g, (_, name: string) =>
      Object.hasOwn(facts, name) ? String(facts[name]) : '…',
    )
    .slice(0, limits.textLength)

/** The reason in every language that its author wrote it in. */
const because = (
  { source, evidence }: NonNullable<DecisionResult['choice']>,
  reasonsOf: (plugin: string) => Reasons | undefined,
  say: SayWords,
): Readonly<Record<string, string>> => {
  const first = evidence[0]
  const reasons = isBuiltIn(source) ? builtInReasons[source] : reasonsOf(source)
  const templates =
    first !== undefined && reasons !== undefined && Object.hasOwn(reasons, first.code) ? reasons[first.code] : undefined
  if (first === undefined || templates === undefined) return unknownReason
  return Object.fromEntries(
    Object.entries(templates).map(([locale, template]) => [locale, fill(say(template, locale), first.facts)]),
  )
}

/** A reason may end in a title, and titles have no full stop. */
const closed = (sentence: string): string => (/[.!?…]["”“»]?$/u.test(sentence) ? sentence : `${sentence}.`)

/**
 * What the end user reads under "why am I seeing this", in every language that the reason's author wrote: the first evidence, through the
 * template of its code, and after it what has changed since the last choice, where that is known in the same language. Plain text; facts may
 * hold anything, so it is never to be read as HTML.
 * @param reasonsOf a plugin's templates; undefined for one that is no longer installed
 * @param say puts the tenant's words into templates; facts stay as they are, those from content stand in the tenant's words already
 */
export const explain = (
  choice: DecisionResult['choice'],
  changed: readonly Evidence[],
  reasonsOf: (plugin: string) => Reasons | undefined,
  say: SayWords = (text) => text,
): Readonly<Record<string, string>> => {
  if (choice === null) return {}
  const since = changed[0]
  const change = since !== undefined && Object.hasOwn(changeReasons, since.code) ? changeReasons[since.code] : undefined
  return Object.fromEntries(
    Object.entries(because(choice, reasonsOf, say)).map(([locale, reason]) => {
      const second = change !== undefined && Object.hasOwn(change, locale) ? change[locale] : undefined
      return [
        locale,
        since === undefined || second === undefined
          ? reason
          : `${closed(reason)} ${fill(say(second, locale), since.facts)}`,
      ]
    }),
  )
}
