import { z } from 'zod'
import { contentAction } from './content-action.ts'
import { anchor } from './element.ts'
import { filter } from './filter.ts'
import { limits } from './limits.ts'
import { media } from './media.ts'
import { contentKey, eventName, localisedText, stepId } from './names.ts'
import { routePattern } from './route-pattern.ts'

/** Where a tour goes on from a step: another step, or its end. No step can be called so. */
export const tourEnd = 'end'

/**
 * What ends a step. `next` is a button. The page watches for a `click` on the step's element, an `input` into it, and another element
 * becoming `visible`; an `event` (with conditions on its properties) and another `page` are seen by the server, wherever they come from.
 */
export const tourAdvance = z.discriminatedUnion('on', [
  z.strictObject({ on: z.literal('next') }),
  z.strictObject({ on: z.literal('click') }),
  z.strictObject({ on: z.literal('input') }),
  z.strictObject({ on: z.literal('visible'), anchor }),
  z.strictObject({ on: z.literal('event'), event: eventName, where: filter.optional() }),
  z.strictObject({ on: z.literal('page'), page: routePattern }),
])
export type TourAdvance = z.infer<typeof tourAdvance>

/** Ends of a step that only the page can see; the others are never taken from its word. */
export const seenByThePage: ReadonlySet<TourAdvance['on']> = new Set(['next', 'click', 'input', 'visible'])

export const tourStep = z
  .strictObject({
    id: stepId.refine((id) => id !== tourEnd, 'a step cannot be called "end"'),
    title: localisedText(limits.titleLength),
    body: localisedText(limits.textLength).optional(),
    media: media.optional(),
    /** The pages that it belongs to; elsewhere the tour waits. Absent: any. */
    page: routePattern.optional(),
    /** What it points at; without one it stands by itself. */
    anchor: anchor.optional(),
    placement: z.enum(['top', 'right', 'bottom', 'left']).default('bottom'),
    advance: tourAdvance.default({ on: 'next' }),
    /** A question with its answers; the step ends with one of them. */
    choices: z
      .array(z.strictObject({ id: contentKey, label: localisedText(limits.titleLength) }))
      .min(2)
      .max(limits.tourChoices)
      .optional(),
    /** Where it goes on; the first branch whose conditions hold, else the step that follows. `when` is over the session view. */
    branches: z
      .array(z.strictObject({ when: filter.optional(), answer: contentKey.optional(), to: stepId }))
      .min(1)
      .max(limits.tourBranches)
      .optional(),
    action: contentAction.optional(),
  })
  .refine(
    ({ advance, anchor }) => anchor !== undefined || (advance.on !== 'click' && advance.on !== 'input'),
    'a step that ends with a click or an input needs an anchor',
  )
  .refine(
    ({ choices }) => choices === undefined || new Set(choices.map(({ id }) => id)).size === choices.length,
    'the ids of choices must differ',
  )
  .refine(
    ({ choices, advance }) => choices === undefined || advance.on === 'next',
    'a step with choices ends with one of them, and with nothing else',
  )
  .refine(
    ({ branches, choices }) =>
      (branches ?? []).every(({ answer }) => answer === undefined || choices?.some(({ id }) => id === answer)),
    'a branch names an answer that is not among the choices',
  )
export type TourStep = z.infer<typeof tourStep>

export const tourSteps = z
  .array(tourStep)
  .min(1)
  .max(limits.tourSteps)
  .refine((steps) => new Set(steps.map(({ id }) => id)).size === steps.length, 'step ids must differ')
  .refine(
    (steps) =>
      steps.every(({ branches }) =>
        (branches ?? []).every(({ to }) => to === tourEnd || steps.some(({ id }) => id === to)),
      ),
    'a branch leads to a step that is not there',
  )
