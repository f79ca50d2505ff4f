import { z } from 'zod'
import type { ResolvedFeatures } from './entities.ts'
import { traitName } from './names.ts'
import type { Requirement } from './offer-terms.ts'
import type { Session } from './session.ts'
import { verifiedWords } from './verified-words.ts'

export type Right = keyof Requirement
export const rights = ['plan', 'role', 'region', 'licence'] as const satisfies readonly Right[]
/** By right, the name of the verified trait that proves it. */
export const rightsTraits = z
  .strictObject({
    plan: traitName.default('plan'),
    role: traitName.default('role'),
    region: traitName.default('region'),
    licence: traitName.default('licence'),
    entitlements: traitName.default('entitlements'),
  })
  .prefault({})
  .describe('The verified traits, of the user or else of the account, that prove what somebody has')
type RightsTraits = Readonly<z.infer<typeof rightsTraits>>

/** @returns the first right that is not proven; null when all are. `proven`: whether the user has another word for it */
export const missingRight = (
  requires: Requirement,
  session: Session,
  names: RightsTraits,
): { readonly right: Right; readonly proven: boolean } | null => {
  for (const right of rights) {
    const wanted = requires[right]
    if (wanted === undefined) continue
    const words = verifiedWords(session, names[right])
    if (words?.some((word) => wanted.includes(word)) !== true) return { right, proven: words !== undefined }
  }
  return null
}

/** `open`: nobody has said who has it. `unproven`: it is for some, and nothing proves or disproves that this user is one. */
export type Has = 'yes' | 'no' | 'unproven' | 'open'

/** Whether a user has a feature: by the product's own entities where they name it, else by the user's list of entitlements. */
export const hasFeature = (
  feature: string,
  session: Session,
  names: RightsTraits,
  features: ResolvedFeatures | undefined,
): Has => {
  const entitlements = verifiedWords(session, names.entitlements)
  const known = features !== undefined && Object.hasOwn(features, feature) ? features[feature] : undefined
  if (known === undefined) return entitlements === undefined ? 'open' : entitlements.includes(feature) ? 'yes' : 'no'

  const missing = known.requires === null ? null : missingRight(known.requires, session, names)
  if (missing !== null) return missing.proven ? 'no' : 'unproven'
  if (known.entitlement === null) return 'yes'
  const plans = verifiedWords(session, names.plan)
  if (entitlements?.includes(known.entitlement) || plans?.some((plan) => known.entitledPlans.includes(plan)))
    return 'yes'
  return entitlements === undefined && plans === undefined ? 'unproven' : 'no'
}
