import type { TraitValue } from './names.ts'
import type { Session } from './session.ts'

/** Of one content and one group, within the window of the settings. */
export interface GroupCount {
  /** Recorded decisions in which nothing but the balance between groups stood against it. */
  readonly considered: number
  /** Those of them that chose it. */
  readonly chosen: number
}

/** How a tenant's groups fared: by content key, then by group. */
export type ExposureShares = Readonly<Record<string, Readonly<Record<string, GroupCount>>>>

/** What a plugin that reads `exposure-shares` is given, and what the decision's record keeps. */
export interface ExposureFacts {
  /** The user's own group; null where no verified trait tells it. */
  readonly group: string | null
  readonly shares: ExposureShares
}

const nameOf = (value: TraitValue | undefined): string | null =>
  typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number' ? String(value) : null

/** The group that a verified trait puts a user into. What a page claims puts nobody anywhere. Kept as a key, so without dots and `$`. */
export const groupOf = ({ traits }: Pick<Session, 'traits'>, trait: string): string | null => {
  const name = nameOf(Object.hasOwn(traits.verified, trait) ? traits.verified[trait] : undefined)
  return name === null || name === '' ? null : name.slice(0, 64).replace(/[.$]/g, '_')
}
