import { z } from 'zod'
import {
  type CheckInput,
  defineGuardrail,
  type Has,
  hasFeature,
  missingRight,
  rightsTraits,
  verifiedWords,
} from '../../../contract/plugin.ts'

const options = z.strictObject({
  traits: rightsTraits,
  offersToUnproven: z
    .boolean()
    .default(false)
    .describe('Make offers also to users of whom nothing proves that they lack what is sold'),
})
type Options = z.infer<typeof options>

const lacks = { plan: 'other-plan', role: 'other-role', region: 'other-region', licence: 'no-licence' } as const

const planHad = ({ session }: CheckInput, plan: string, { traits }: Options): Has => {
  const plans = verifiedWords(session, traits.plan)
  if (plans === undefined) return 'unproven'
  return plans.includes(plan) ? 'yes' : 'no'
}

/** Why this is nothing for the user; null when it is. An offer is for those who lack what it sells, help for those who have it. */
const objection = (input: CheckInput, options: Options): 'already-has' | 'unproven' | 'feature-missing' | null => {
  const { candidate, session } = input
  const known = input.settings.features
  const { features = [], plan } = candidate.terms ?? {}
  const had = features.map((feature) => hasFeature(feature, session, options.traits, known))
  if (candidate.kind === 'offer') {
    if (plan !== undefined) had.push(planHad(input, plan, options))
    if (had.includes('yes')) return 'already-has'
    return had.includes('no') || options.offersToUnproven ? null : 'unproven'
  }
  // An article may explain several features; one that the user has is reason enough to read it.
  if (had.length === 0 || had.includes('yes') || had.includes('open')) return null
  return had.includes('no') ? 'feature-missing' : 'unproven'
}

/** Help goes to those who have what it is about, offers to those who verifiably lack it, and both only to those whom they are meant for. */
export default defineGuardrail({
  name: 'entitlement',
  version: '1.0.0',
  summary:
    'Shows help only to users who have the feature it is about, and offers only to those who lack what is sold; verified facts decide.',
  phase: 'eligibility',
  options,
  reasons: {
    'feature-missing': {
      en: 'It is about a feature that you do not have.',
      de: 'Es geht um eine Funktion, die Ihnen nicht zur Verfügung steht.',
    },
    'already-has': { en: 'You have what it offers.', de: 'Was es anbietet, haben Sie schon.' },
    unproven: {
      en: 'Nothing proves to whom this feature belongs.',
      de: 'Es ist nicht belegt, ob Ihnen diese Funktion zusteht.',
    },
    'other-plan': { en: 'It is for another plan.', de: 'Es gilt für einen anderen Tarif.' },
    'other-role': { en: 'It is for another role.', de: 'Es gilt für eine andere Rolle.' },
    'other-region': { en: 'It is for another region.', de: 'Es gilt für eine andere Region.' },
    'no-licence': { en: 'It needs a licence that you do not have.', de: 'Dafür fehlt Ihnen die Lizenz.' },
  },
  check(input, options) {
    const { requires } = input.candidate.terms ?? {}
    const missing = requires === undefined ? null : missingRight(requires, input.session, options.traits)
    if (missing !== null) return { verdict: 'veto', code: lacks[missing.right] }
    const code = objection(input, options)
    return code === null ? { verdict: 'allow' } : { verdict: 'veto', code }
  },
})
