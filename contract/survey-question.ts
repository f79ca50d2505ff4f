import { z } from 'zod'
import { limits } from './limits.ts'
import { contentKey, localisedText, traitName } from './names.ts'

const text = localisedText(limits.titleLength)

const common = {
  id: contentKey,
  ask: text,
  required: z.boolean().default(true),
  /** The answer becomes this trait of the user, as the page's word: provenance `claimed`. One that names goals sets goals. */
  setsTrait: traitName.optional(),
}
/** What the two ends of a scale mean. */
const ends = { low: text.optional(), high: text.optional() }

/** One question. `nps` runs from 0 to 10 (Reichheld 2003), `rating` from 1 to `most`. */
export const surveyQuestion = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('nps'), ...common, ...ends }),
  z.strictObject({ kind: z.literal('rating'), ...common, ...ends, most: z.number().int().min(3).max(10).default(5) }),
  z.strictObject({
    kind: z.literal('choice'),
    ...common,
    choices: z
      .array(z.strictObject({ id: contentKey, label: text }))
      .min(2)
      .max(limits.surveyChoices)
      .refine(
        (choices) => new Set(choices.map(({ id }) => id)).size === choices.length,
        'the ids of choices must differ',
      ),
    /** Whether several may be chosen. */
    several: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal('text'),
    ...common,
    maxLength: z.number().int().min(1).max(limits.surveyTextLength).default(limits.surveyTextLength),
  }),
])
export type SurveyQuestion = z.infer<typeof surveyQuestion>

export const surveyQuestions = z
  .array(surveyQuestion)
  .min(1)
  .max(limits.surveyQuestions)
  .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'question ids must differ')
