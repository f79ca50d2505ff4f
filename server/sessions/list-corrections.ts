import type { Correction, Session } from '../../contract/session.ts'

/** A correction as its user's record shows it. */
export type ListedCorrection = Omit<Correction, 'audience'> & {
  /** Whether it still counts by itself: neither taken back nor lapsed. */
  readonly inForce: boolean
}

/** What the user has said, newest first. */
export const listCorrections = ({ corrections = [] }: Session, now: number): readonly ListedCorrection[] =>
  corrections.toReversed().map(({ audience: _, ...said }) => ({
    ...said,
    inForce: said.undoneAt === undefined && (said.until === undefined || now < said.until),
  }))
