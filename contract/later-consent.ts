import type { Consent } from './session.ts'

/**
 * A choice replaces the one before it. One that is older than what stands, from a page that was offline, can only take away: a queue that
 * comes late must not undo a withdrawal, and a withdrawal counts whenever it comes.
 * @param at when the user chose, epoch ms
 */
export const laterConsent = (
  standing: Consent | null,
  { analytics, personalisation }: Pick<Consent, 'analytics' | 'personalisation'>,
  at: number,
): Consent =>
  standing === null || at >= standing.at
    ? { analytics, personalisation, at }
    : {
        analytics: standing.analytics && analytics,
        personalisation: standing.personalisation && personalisation,
        at: standing.at,
      }
