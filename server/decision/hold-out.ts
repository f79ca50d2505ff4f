import type { HoldoutStanding } from '../../contract/decision.ts'
import type { Session } from '../../contract/session.ts'
import type { Settings } from '../../contract/settings.ts'

/** 48 bits of a hex hash as a number in 0..1 (1 excluded). */
const unitFromHash = (hex: string): number => Number.parseInt(hex.slice(0, 12), 16) / 2 ** 48

/**
 * Whether the holdout keeps guidance from a user: stage 11. Sticky: the same users stay in it when its share grows, those who leave first
 * come back last, and a place among the tenant's first users is given once, before the first decision. Only proven traits spare anybody;
 * what a page claims could empty the control group.
 * @param hash SHA-256, hex
 */
export const holdoutStanding = (
  { user, ordinal, traits }: Session,
  { holdoutShare, holdoutSpares }: Pick<Settings, 'holdoutShare' | 'holdoutSpares'>,
  hash: (text: string) => string,
): Exclude<HoldoutStanding, 'asked'> => {
  if (holdoutShare === 0) return 'off'
  const isTrue = (name: string) => Object.hasOwn(traits.verified, name) && traits.verified[name] === true
  if (holdoutSpares.traits.some(isTrue)) return 'trait'
  if (ordinal !== undefined && ordinal <= holdoutSpares.firstUsers) return 'first-users'
  return unitFromHash(hash(`holdout:${user}`)) < holdoutShare ? 'drawn' : 'not-drawn'
}
