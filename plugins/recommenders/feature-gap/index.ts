import { z } from 'zod'
import {
  type Content,
  defineRecommender,
  hasFeature,
  limits,
  type ResolvedFeatures,
  rightsTraits,
  roleOf,
  type Session,
  verifiedWords,
} from '../../../contract/plugin.ts'
import { type AdoptedBy, type Adopters, adoptedBy, learnAdoption, noAdopters } from './adopters.ts'

const options = z.strictObject({
  traits: rightsTraits,
  settledAfterDays: z
    .number()
    .min(0)
    .max(365)
    .default(7)
    .describe('Offers are made only to users who have been there for so long; what they have is shown to them before'),
  people: z
    .number()
    .int()
    .min(3)
    .max(30)
    .default(5)
    .describe('That others use a feature is told of no fewer different people'),
  most: z.number().int().min(1).max(limits.candidatesPerRecommender).default(5).describe('Contents proposed at most'),
})

type Gap =
  | { readonly code: 'not-used-yet'; readonly facts: { readonly feature: string } }
  | { readonly code: 'feature-missing'; readonly facts: { readonly feature: string } }
  | { readonly code: 'plan-missing'; readonly facts: { readonly plan: string } }

/** What it helps with, or sells. Tips have triggers of their own, and lists are asked for. */
interface Helps {
  readonly kind: 'checklist' | 'offer'
  readonly feature: string | undefined
  readonly plan: string | undefined
}

const helpsWith = (content: Content): Helps | undefined => {
  if (content.kind === 'offer') return { kind: 'offer', feature: content.feature, plan: content.plan }
  if (content.kind === 'checklist' && content.feature !== undefined)
    return { kind: 'checklist', feature: content.feature, plan: undefined }
  return undefined
}

const hasAdopted = ({ events }: Session, { event, count }: { readonly event: string; readonly count: number }) =>
  (Object.hasOwn(events, event) ? (events[event]?.count ?? 0) : 0) >= count

const dayMs = 86_400_000

/** Proposes what closes a gap between a user and the product: features that they have and do not use, and offers for those they verifiably lack. */
export default defineRecommender({
  name: 'feature-gap',
  version: '1.1.0',
  summary: 'Offers help with features that the user has and has not used, and offers for what they verifiably lack.',
  options,
  reasons: {
    'not-used-yet': {
      en: 'It shows you something that you have and have not used yet.',
      de: 'Es zeigt Ihnen etwas, das Sie haben und noch nicht genutzt haben.',
      'de-x-informal': 'Es zeigt dir etwas, das du hast und noch nicht genutzt hast.',
    },
    'role-adopted': {
      en: '{people} or more colleagues in your role ({role}) have begun to use it.',
      de: 'Mindestens {people} Personen in Ihrer Rolle ({role}) nutzen es neuerdings.',
      'de-x-informal': 'Mindestens {people} Personen in deiner Rolle ({role}) nutzen es neuerdings.',
    },
    'peers-adopted': {
      en: '{people} or more people here have begun to use it.',
      de: 'Mindestens {people} Personen hier nutzen es neuerdings.',
    },
    'feature-missing': {
      en: 'It brings something that you do not have yet.',
      de: 'Es bringt etwas, das Sie noch nicht haben.',
      'de-x-informal': 'Es bringt etwas, das du noch nicht hast.',
    },
    'plan-missing': {
      en: 'It is about another plan than yours.',
      de: 'Es geht um einen anderen Tarif als Ihren.',
      'de-x-informal': 'Es geht um einen anderen Tarif als deinen.',
    },
  },
  prepare: (catalogue) =>
    new Map(
      catalogue.items.flatMap(({ version, content }) => {
        const helps = helpsWith(content)
        return helps === undefined ? [] : [[version, helps] as const]
      }),
    ),
  learns: { initial: (): Adopters => noAdopters, learn: learnAdoption },
  recommend({ session, slot, eligible, now, features, prepared, model }, { traits, settledAfterDays, people, most }) {
    const wanted = slot === 'checklist' ? 'checklist' : slot === 'overlay' ? 'offer' : null
    if (prepared.size === 0 || wanted === null) return []
    const isSettled = now - session.startedAt >= settledAfterDays * dayMs

    const gapOf = ({ kind, feature, plan }: Helps): Gap | undefined => {
      if (kind === 'checklist') return feature === undefined ? undefined : unused(feature)
      if (!isSettled) return undefined
      if (feature !== undefined && hasFeature(feature, session, traits, features) === 'no')
        return { code: 'feature-missing', facts: { feature } }
      const plans = plan === undefined ? undefined : verifiedWords(session, traits.plan)
      return plan === undefined || plans === undefined || plans.includes(plan)
        ? undefined
        : { code: 'plan-missing', facts: { plan } }
    }
    /** Only where the team has said by what it is adopted, and to whom it belongs. */
    const unused = (feature: string): Gap | undefined => {
      const known: ResolvedFeatures[string] | undefined =
        features !== undefined && Object.hasOwn(features, feature) ? features[feature] : undefined
      if (known?.adoption == null || hasAdopted(session, known.adoption)) return undefined
      return hasFeature(feature, session, traits, features) === 'yes'
        ? { code: 'not-used-yet', facts: { feature } }
        : undefined
    }

    /** What is adopted by those who are like this user goes first. */
    const adopters = (feature: string): AdoptedBy | undefined => {
      const known = features !== undefined && Object.hasOwn(features, feature) ? features[feature] : undefined
      const event = known?.adoption?.event
      if (event === undefined || session.consent?.personalisation === false) return undefined
      return adoptedBy(model, event, roleOf(session), now, people)
    }
    const proposalOf = (content: string, gap: Gap) => {
      const others = gap.code === 'not-used-yet' ? adopters(gap.facts.feature) : undefined
      if (others === undefined) return { content, score: 1, evidence: [gap] }
      const { role, share } = others
      const told =
        role === null
          ? { code: 'peers-adopted', facts: { people: others.people } }
          : { code: 'role-adopted', facts: { people: others.people, role } }
      return { content, score: 1 + Math.round(share * 1_000) / 1_000, evidence: [gap, told] }
    }

    return eligible
      .flatMap((version) => {
        const helps = prepared.get(version)
        const gap = helps?.kind === wanted ? gapOf(helps) : undefined
        return gap === undefined ? [] : [proposalOf(version, gap)]
      })
      .sort((a, b) => b.score - a.score)
      .slice(0, most)
  },
})
