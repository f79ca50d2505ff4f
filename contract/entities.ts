import { z } from 'zod'
import { limits } from './limits.ts'
import { contentKey, eventName, localisedText, outsideId, prototypeNames } from './names.ts'
import type { Requirement } from './offer-terms.ts'

/**
 * What a product is made of, in the team's words: the workspace's features, plans, roles, events and entitlements, and of each tenant what
 * is known of its accounts and users. An id is its kind and key, and stands for the same thing for good.
 */
const word = z
  .string()
  .regex(
    /^[A-Za-z0-9][\w .:-]{0,63}$/,
    'a key begins with a letter or digit and has at most 64 of letters, digits, spaces or _ . : -',
  )
  .refine((name) => !prototypeNames.has(name), 'this name is reserved')
const words = z.array(word).min(1).max(20)
const described = {
  name: localisedText(limits.titleLength).optional(),
  description: z.string().max(limits.textLength).optional(),
}

export const productEntities = {
  feature: {
    key: contentKey,
    value: z.strictObject({
      ...described,
      /** By what a user has adopted it: the event, so many times. */
      adoption: z.strictObject({ event: eventName, count: z.number().int().min(1).max(1_000).default(1) }).optional(),
      /** Who has it: one of the plans, of the roles, of the licences; and the entitlement, where it names one. */
      plans: words.optional(),
      roles: words.optional(),
      licences: words.optional(),
      entitlement: word.optional(),
    }),
  },
  plan: {
    key: word,
    value: z.strictObject({
      ...described,
      /** Order among plans; a larger one holds more. */
      rank: z.number().int().min(0).max(1_000).optional(),
      entitlements: words.optional(),
    }),
  },
  role: { key: word, value: z.strictObject(described) },
  event: { key: eventName, value: z.strictObject(described) },
  entitlement: { key: word, value: z.strictObject(described) },
} as const
export type ProductKind = keyof typeof productEntities
export const productKinds = Object.keys(productEntities) as readonly ProductKind[]
export type ProductValue<K extends ProductKind = ProductKind> = z.infer<(typeof productEntities)[K]['value']>

const rights = {
  plan: word.optional(),
  role: word.optional(),
  region: word.optional(),
  licence: word.optional(),
  entitlements: z.array(word).max(50).optional(),
}
/** What the team's back end knows of one customer's accounts and users. It counts as verified. */
export const tenantEntities = {
  account: {
    key: outsideId,
    value: z.strictObject({ name: z.string().max(limits.titleLength).optional(), ...rights }),
  },
  user: { key: outsideId, value: z.strictObject(rights) },
} as const
export type TenantKind = keyof typeof tenantEntities
export type TenantEntityValue = z.infer<(typeof tenantEntities)['account']['value']>

/** One immutable version of an entity; `value` is null from the moment it was removed. */
export interface EntityVersion<V> {
  /** Its kind and key: `feature:reports`. */
  readonly id: string
  readonly at: number
  readonly by: string
  readonly value: V | null
}

/** Who has a feature, and by what it is adopted, as decisions are given it. `requires` is compared like a content's own. */
export interface ResolvedFeature {
  readonly requires: Requirement | null
  readonly entitlement: string | null
  /** Plans that come with the entitlement. */
  readonly entitledPlans: readonly string[]
  readonly adoption: { readonly event: string; readonly count: number } | null
}
/** By feature key. Part of a settings version, so that a replay is given the same. */
export type ResolvedFeatures = Readonly<Record<string, ResolvedFeature>>

/** @param plans by key */
export const resolveFeature = (
  { plans, roles, licences, entitlement, adoption }: ProductValue<'feature'>,
  allPlans: ReadonlyMap<string, ProductValue<'plan'>>,
): ResolvedFeature => {
  const requires = {
    ...(plans === undefined ? {} : { plan: plans }),
    ...(roles === undefined ? {} : { role: roles }),
    ...(licences === undefined ? {} : { licence: licences }),
  }
  return {
    requires: Object.keys(requires).length === 0 ? null : requires,
    entitlement: entitlement ?? null,
    entitledPlans:
      entitlement === undefined
        ? []
        : [...allPlans].flatMap(([key, plan]) => (plan.entitlements?.includes(entitlement) ? [key] : [])),
    adoption: adoption ?? null,
  }
}
