import { z } from 'zod'
import { defineGuardrail, limits, matchesRoute, routePattern } from '../../../contract/plugin.ts'

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
})

/** Holds back while the user types, and on pages where nothing may distract. */
export default defineGuardrail({
  name: 'quiet',
  version: '1.0.0',
  summary: 'Shows no new tip while the user is typing, and nothing at all on the pages you name.',
  phase: 'eligibility',
  fatigue: false,
  options,
  reasons: {
    typing: { en: 'You were typing.', de: 'Sie haben gerade geschrieben.' },
    'quiet-route': {
      en: 'Nothing is shown on this page.',
      de: 'Auf dieser Seite wird nichts eingeblendet.',
    },
  },
  check({ candidate, session, now }, { routes, typingSeconds }) {
    const path = session.page?.path
    if (path !== undefined && routes.some((pattern) => matchesRoute(pattern, path)))
      return { verdict: 'veto', code: 'quiet-route' }

    // What stands already disturbs less by staying than by going.
    const quietForMs = session.typingAt + typingSeconds * 1_000 - now
    if (candidate.slot === 'inline' && quietForMs > 0 && session.active.inline?.content !== candidate.key)
      return { verdict: 'veto', code: 'typing', retryAfterMs: Math.max(100, Math.ceil(quietForMs)) }
    return { verdict: 'allow' }
  },
})
