import { z } from 'zod'
import { epochMs } from './names.ts'

const word = z.string().min(1).max(64)
const words = z.array(word).min(1).max(20).optional()

/**
 * Whom content is for by right: of each list that is given, the user must verifiably have one word. What proves it are verified traits;
 * the guardrail `entitlement` compares them.
 */
export const requirement = z
  .strictObject({ plan: words, role: words, region: words, licence: words })
  .refine(
    (r) => Object.values(r).some((list) => list !== undefined),
    'name at least one of plan, role, region and licence',
  )
export type Requirement = z.infer<typeof requirement>

/** In the currency's main unit: 29 or 29.5. */
const amount = z.number().min(0).max(1e9)

export const price = z.strictObject({
  amount,
  /** ISO 4217. */
  currency: z.string().regex(/^[A-Z]{3}$/, 'a currency is three capital letters: EUR'),
  period: z.enum(['once', 'month', 'year']),
})
export type Price = z.infer<typeof price>

export const discount = z.strictObject({
  /** Off the price, in percent. */
  percent: z.number().gt(0).max(100),
  /** The last moment at which the reduced price is granted, epoch ms. */
  until: epochMs,
  /** The lowest price that may be advertised, in the price's currency and period. */
  minimumAdvertisedPrice: amount.optional(),
})
export type Discount = z.infer<typeof discount>

/** What an offer advertises: to the hundredth of the currency's main unit. */
export const reducedAmount = ({ amount }: Price, discount: Discount | undefined): number =>
  Math.round(amount * (100 - (discount?.percent ?? 0))) / 100
