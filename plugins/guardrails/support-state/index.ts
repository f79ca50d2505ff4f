import { z } from 'zod'
import { defineGuardrail, type Session, verifiedWords } from '../../../contract/plugin.ts'

const dayMs = 86_400_000
const name = (text: string) =>
  z
    .string()
    .regex(/^[A-Za-z][\w .:/-]{0,63}$/)
    .default(text)
const kind = z.enum(['checklist', 'tip', 'offer', 'article', 'playbook'])

const options = z.strictObject({
  withhold: z.array(kind).min(1).max(5).default(['offer']).describe('Kinds that wait until the user has been helped'),
  trait: name('support').describe('The verified trait that says how support stands with the user or the account'),
  open: z
    .array(z.string().min(1).max(64))
    .max(20)
    .default(['open', 'pending'])
    .describe('Its values for an open ticket'),
  breached: z
    .array(z.string().min(1).max(64))
    .max(20)
    .default(['breached'])
    .describe('Its values for a service level that was not kept'),
  openedEvent: name('support_ticket_opened').describe('Event by which your back end tells that a ticket was opened'),
  closedEvent: name('support_ticket_closed').describe('... and closed'),
  breachedEvent: name('service_level_breached').describe('Event by which it tells that a service level was not kept'),
  restoredEvent: name('service_level_restored').describe('... and is kept again'),
  forgetAfterDays: z
    .number()
    .int()
    .min(1)
    .max(365)
    .default(30)
    .describe('What an event opened counts as over after so long, should the other event never come'),
})

const told = ({ told = {} }: Session, event: string) => (Object.hasOwn(told, event) ? told[event] : undefined)

/** When the newest of what was begun and not ended began; undefined when all has ended. Epoch ms. */
const pendingSince = (session: Session, began: string, ended: string): number | undefined => {
  const beginnings = told(session, began)
  return beginnings !== undefined && beginnings.count > (told(session, ended)?.count ?? 0)
    ? beginnings.lastAt
    : undefined
}

/** Whoever waits for help is not sold anything. */
export default defineGuardrail({
  name: 'support-state',
  version: '1.0.0',
  summary: 'Makes no offers while the user has an open ticket or a service level was not kept: help first.',
  phase: 'eligibility',
  options,
  reasons: {
    'ticket-open': {
      en: 'Your request to support is still open.',
      de: 'Ihre Anfrage an den Support ist noch offen.',
    },
    'service-level-breached': {
      en: 'Support has not kept what was agreed with you.',
      de: 'Der Support hat nicht eingehalten, was mit Ihnen vereinbart ist.',
    },
  },
  check({ candidate, session, now }, options) {
    if (!options.withhold.some((kind) => kind === candidate.kind)) return { verdict: 'allow' }
    const states = verifiedWords(session, options.trait) ?? []
    if (states.some((state) => options.breached.includes(state)))
      return { verdict: 'veto', code: 'service-level-breached' }
    if (states.some((state) => options.open.includes(state))) return { verdict: 'veto', code: 'ticket-open' }

    const pending = [
      ['service-level-breached', pendingSince(session, options.breachedEvent, options.restoredEvent)],
      ['ticket-open', pendingSince(session, options.openedEvent, options.closedEvent)],
    ] as const
    for (const [code, since] of pending) {
      const leftMs = since === undefined ? 0 : since + options.forgetAfterDays * dayMs - now
      if (leftMs > 0)
        return { verdict: 'veto', code, retryAfterMs: Math.min(31 * dayMs, Math.max(100, Math.ceil(leftMs))) }
    }
    return { verdict: 'allow' }
  },
})
