import type { DecisionResult } from '../../contract/decision.ts'
import { limits } from '../../contract/limits.ts'
import type { Evidence, Reasons } from '../../contract/plugin.ts'
import type { SayWords } from '../../contract/say-words.ts'
import type { Settings } from '../../contract/settings.ts'
import { builtInReasons, changeReasons, datedReason, unknownReason } from './built-in-reasons.ts'

type Templates = Readonly<Record<string, string>>
type Address = Settings['explanations']['address']

const isBuiltIn = (source: string): source is keyof typeof builtInReasons => Object.hasOwn(builtInReasons, source)

const fill = (template: string, facts: Evidence['facts']): string =>
  template.replace(/\{([a-z][A-Za-z0-9]{0,31})\}/g, (_, name: string) =>
    Object.hasOwn(facts, name) ? String(facts[name]) : '…',
  )

/** A language's own informal wording stands under a name of its own: `de-x-informal`. */
const informal = (locale: string): string => `${locale}-x-informal`
const isVariant = (locale: string): boolean => locale.includes('-x-')

const templateIn = (templates: Templates, locale: string, address: Address): string | undefined => {
  const name = address === 'informal' && Object.hasOwn(templates, informal(locale)) ? informal(locale) : locale
  return Object.hasOwn(templates, name) ? templates[name] : undefined
}

/** A reason may end in a title, and titles have no full stop. */
const closed = (sentence: string): string => (/[.!?…]["”“»]?$/u.test(sentence) ? sentence : `${sentence}.`)

const paragraph = (sentences: readonly string[]): string =>
  sentences
    .filter((sentence, place) => sentences.indexOf(sentence) === place)
    .map((sentence, place, all) => (place < all.length - 1 ? closed(sentence) : sentence))
    .join(' ')
    .slice(0, limits.textLength)

interface Said {
  readonly templates: Templates
  readonly facts: Evidence['facts']
}

const saidWith = (reasons: Reasons | undefined, { code, facts }: Evidence): readonly Said[] =>
  reasons !== undefined && Object.hasOwn(reasons, code) ? [{ templates: reasons[code] as Templates, facts }] : []

/**
 * What the end user reads under "why am I seeing this", in every language that the first reason's author wrote: each evidence through the
 * template of its code, then what has changed since the last choice, where that is known in the same language. How much of it is the tenant's
 * to say: `short` is the first reason; `usual` the first, and the first change; `full` all of both, and the day. Plain text; facts may hold
 * anything, so it is never to be read as HTML.
 * @param at of the decision, epoch ms
 * @param reasonsOf a plugin's templates; undefined for one that is no longer installed
 * @param say puts the tenant's words into templates; facts stay as they are, those from content stand in the tenant's words already
 */
export const explain = (
  choice: Pick<NonNullable<DecisionResult['choice']>, 'source' | 'evidence'> | null,
  changed: readonly Evidence[],
  reasonsOf: (plugin: string) => Reasons | undefined,
  { style, address }: Settings['explanations'],
  at: number,
  say: SayWords = (text) => text,
): Readonly<Record<string, string>> => {
  if (choice === null) return {}
  const { source, evidence } = choice
  const reasons = isBuiltIn(source) ? builtInReasons[source] : reasonsOf(source)
  const first = evidence.slice(0, 1).flatMap((one) => saidWith(reasons, one))
  const others = style === 'full' ? evidence.slice(1).flatMap((one) => saidWith(reasons, one)) : []
  const since = style === 'short' ? [] : style === 'full' ? changed : changed.slice(0, 1)
  const dated = { templates: datedReason, facts: { date: new Date(at).toISOString().slice(0, 10) } }
  const said: readonly Said[] = [
    ...(first.length > 0 ? first : [{ templates: unknownReason, facts: {} }]),
    ...others,
    ...since.flatMap((one) => saidWith(changeReasons, one)),
    ...(style === 'full' ? [dated] : []),
  ]
  const languages = Object.keys(said[0]?.templates ?? {}).filter((locale) => !isVariant(locale))
  return Object.fromEntries(
    languages.map((locale) => [
      locale,
      paragraph(
        said.flatMap(({ templates, facts }) => {
          const template = templateIn(templates, locale, address)
          return template === undefined ? [] : [fill(say(template, locale), facts)]
        }),
      ),
    ]),
  )
}
