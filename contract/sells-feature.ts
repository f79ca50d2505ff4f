import type { Content } from './content.ts'
import type { ResolvedFeatures } from './entities.ts'

/** Whether content is an offer by which a user comes to have the feature: it sells the feature itself, or a plan that brings it. */
export const sellsFeature = (content: Content, feature: string, features: ResolvedFeatures | undefined): boolean => {
  if (content.kind !== 'offer') return false
  if (content.feature === feature) return true
  if (content.plan === undefined) return false
  const known = features !== undefined && Object.hasOwn(features, feature) ? features[feature] : undefined
  return (
    known !== undefined &&
    (known.entitledPlans.includes(content.plan) || known.requires?.plan?.includes(content.plan) === true)
  )
}
