import { z } from 'zod'
import { defineGuardrail, limits } from '../../../contract/plugin.ts'
import { type WordList, wordList } from './word-list.ts'

const term = z
  .string()
  .min(1)
  .max(64)
  .regex(/[\p{L}\p{N}]/u, 'a term has at least one letter or digit')
const terms = z.array(term).max(500).default([])

const options = z.strictObject({
  banned: terms.describe('Words and phrases that are never to be read'),
  competitors: terms.describe('Names that are never to be read'),
  tone: z
    .strictObject({
      use: z
        .string()
        .regex(/^[a-z][a-z0-9-]{0,63}$/)
        .nullable()
        .default(null)
        .describe("Where a content has a variant of this tone, it is said like that: 'formal'"),
      avoid: terms.describe('Words and phrases that are not in this tone'),
      exclamationMarks: z.boolean().default(true).describe('Whether a text may exclaim'),
      emoji: z.boolean().default(true).describe('Whether a text may hold emoji'),
    })
    .prefault({}),
})
type Options = z.infer<typeof options>

interface Lists {
  readonly banned: WordList
  readonly competitors: WordList
  readonly avoid: WordList
}
/** Options are one frozen object for each version of the settings, so that their lists are made once. */
const listsOf = new WeakMap<Options, Lists>()
const made = (options: Options): Lists => {
  const held = listsOf.get(options)
  if (held !== undefined) return held
  const lists = {
    banned: wordList(options.banned),
    competitors: wordList(options.competitors),
    avoid: wordList(options.tone.avoid),
  }
  listsOf.set(options, lists)
  return lists
}

interface Breach {
  readonly code: 'banned-word' | 'competitor-named' | 'tone'
  readonly word: string
}

const breachIn = (texts: readonly string[], options: Options): Breach | undefined => {
  const { banned, competitors, avoid } = made(options)
  const first = (code: Breach['code'], find: (text: string) => string | undefined): Breach | undefined => {
    for (const text of texts) {
      const word = find(text)
      if (word !== undefined) return { code, word }
    }
    return undefined
  }
  const { exclamationMarks, emoji } = options.tone
  return (
    first('banned-word', banned.findIn) ??
    first('competitor-named', competitors.findIn) ??
    first('tone', avoid.findIn) ??
    (exclamationMarks ? undefined : first('tone', (text) => text.match(/[!！¡]/u)?.[0])) ??
    (emoji
      ? undefined
      : first('tone', (text) => text.match(/\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F/u)?.[0]))
  )
}

/** Holds what is said to the tenant's own words: says it in another wording where the author wrote one, or not at all. */
export default defineGuardrail({
  name: 'language',
  version: '1.0.0',
  summary:
    "Keeps banned words, competitors' names and the wrong tone from being read; uses the author's variant where there is one.",
  phase: 'content',
  fatigue: false,
  options,
  reasons: {
    'banned-word': {
      en: 'Its text holds a word that is not to be used here.',
      de: 'Der Text enthält ein Wort, das hier nicht verwendet werden soll.',
    },
    'competitor-named': {
      en: 'Its text names a competitor.',
      de: 'Der Text nennt einen Mitbewerber.',
    },
    tone: { en: 'It is said in another tone here.', de: 'Es wird hier in einem anderen Ton gesagt.' },
  },
  check({ text }, options) {
    if (text === undefined) return { verdict: 'allow' }
    const { title, body, others, variants } = text
    const breach = breachIn([title, body, ...others], options)
    const { use } = options.tone
    const preferred = use !== null && Object.hasOwn(variants, use) ? use : null
    if (breach === undefined && preferred === null) return { verdict: 'allow' }

    // The preferred tone first, then as the author's keys sort; without a breach no other is of interest.
    const tones = breach === undefined ? [] : Object.keys(variants).sort()
    for (const tone of new Set([...(preferred === null ? [] : [preferred]), ...tones])) {
      const variant = variants[tone]
      if (variant === undefined || (variant.title === undefined && variant.body === undefined)) continue
      if ((variant.body?.length ?? 0) > limits.textLength) continue
      if (breachIn([variant.title ?? title, variant.body ?? body, ...others], options) === undefined)
        return { verdict: 'amend', patch: { ...variant }, code: breach?.code ?? 'tone' }
    }
    return breach === undefined
      ? { verdict: 'allow' }
      : { verdict: 'veto', code: breach.code, facts: { word: breach.word } }
  },
})
