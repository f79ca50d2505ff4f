import { z } from 'zod'
import {
  type Candidate,
  defineGuardrail,
  limits,
  matchesRoute,
  routePattern,
  type Session,
  type Slot,
} from '../../../contract/plugin.ts'

const options = z.strictObject({
  routes: z
    .array(routePattern)
    .max(50)
    .default([])
    .describe('Pages on which nothing is ever shown, asked for or not: /checkout/**'),
  typingSeconds: z
    .number()
    .min(0)
    .max(60)
    .default(limits.typingQuietMs / 1_000)
    .describe('How long after the last key press nothing new appears beside the content; 0 switches it off'),
  errorSeconds: z
    .number()
    .min(0)
    .max(3_600)
    .default(15)
    .describe(
      'How long after the page reported an error nothing new appears beside the content but help; 0 switches it off',
    ),
})

/** Slots in which something new takes the eye. */
const interrupting: ReadonlySet<Slot> = new Set<Slot>(['inline', 'overlay', 'banner'])

/** An error that the page has reported so often is its weather, and tells nothing of now. */
const timesUntilUsual = 10
/** Kinds that are there to help, and causes by which a tip says that it answers the trouble. */
const helpKinds: ReadonlySet<string> = new Set(['article'])
const answersTrouble: ReadonlySet<string> = new Set(['error', 'error-repeated', 'rage-click'])

const isHelp = ({ kind, evidence }: Candidate): boolean =>
  helpKinds.has(kind) || evidence.some(({ code }) => answersTrouble.has(code))

/** When the page last reported an error that is not usual for it, epoch ms; 0 for never. */
const lastErrorAt = (errors: Session['errors'], now: number): number => {
  let last = 0
  for (const text in errors) {
    const times = errors[text]?.times ?? []
    // A page whose clock is ahead does not make the pause longer than it is.
    if (times.length < timesUntilUsual) last = Math.max(last, Math.min(times.at(-1) ?? 0, now))
  }
  return last
}

/** Holds back while the user types, right after something broke, and on pages where nothing may distract. */
export default defineGuardrail({
  name: 'quiet',
  version: '1.0.0',
  summary: 'Shows no new tip while the user types or right after an error, and nothing at all on the pages you name.',
  phase: 'eligibility',
  fatigue: false,
  options,
  reasons: {
    typing: { en: 'You were typing.', de: 'Sie haben gerade geschrieben.' },
    'page-error': {
      en: 'Something went wrong on the page a moment ago.',
      de: 'Auf der Seite ist eben etwas schiefgegangen.',
    },
    'quiet-route': {
      en: 'Nothing is shown on this page.',
      de: 'Auf dieser Seite wird nichts eingeblendet.',
    },
  },
  check({ candidate, session, now }, { routes, typingSeconds, errorSeconds }) {
    const path = session.page?.path
    if (path !== undefined && routes.some((pattern) => matchesRoute(pattern, path)))
      return { verdict: 'veto', code: 'quiet-route' }

    // What stands already disturbs less by staying than by going.
    if (!interrupting.has(candidate.slot) || session.active[candidate.slot]?.content === candidate.key)
      return { verdict: 'allow' }
    const until = (code: string, at: number) =>
      ({ verdict: 'veto', code, retryAfterMs: Math.max(100, Math.ceil(at - now)) }) as const

    const typingUntil = session.typingAt + typingSeconds * 1_000
    if (typingUntil > now) return until('typing', typingUntil)
    // Whoever asks for something in the middle of trouble asks for help.
    const errorUntil = lastErrorAt(session.errors, now) + errorSeconds * 1_000
    if (errorUntil > now && candidate.source !== 'host' && !isHelp(candidate)) return until('page-error', errorUntil)
    return { verdict: 'allow' }
  },
})
