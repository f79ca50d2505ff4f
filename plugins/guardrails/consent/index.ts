import { z } from 'zod'
import { defineGuardrail } from '../../../contract/plugin.ts'

/** Nothing personal is shown to a user who said no, or who was not asked yet where the tenant requires asking. */
export default defineGuardrail({
  name: 'consent',
  version: '1.0.0',
  summary: 'Shows nothing to a user who declined personal guidance, or who has not agreed yet where that is required.',
  phase: 'eligibility',
  options: z.strictObject({}),
  reasons: {
    'consent-denied': {
      en: 'You asked not to get personal guidance.',
      de: 'Sie möchten keine persönlichen Hinweise erhalten.',
    },
    'consent-missing': {
      en: 'You have not agreed to personal guidance yet.',
      de: 'Sie haben persönlichen Hinweisen noch nicht zugestimmt.',
    },
  },
  check({ session, settings }) {
    if (session.consent === null)
      return settings.consent === 'required' ? { verdict: 'veto', code: 'consent-missing' } : { verdict: 'allow' }
    return session.consent.personalisation ? { verdict: 'allow' } : { verdict: 'veto', code: 'consent-denied' }
  },
})
