import type { TraitValue } from '../../contract/names.ts'
import type { Session } from '../../contract/session.ts'
import { mergeTraits, noTraits } from './merge-traits.ts'

/** Puts the user into an account. What a page claims never replaces an account that was proven. */
export const joinAccount = (
  session: Session,
  id: string,
  isProven: boolean,
  traits: Readonly<Record<string, TraitValue>> | undefined,
): Session => {
  const { account } = session
  if (account?.verified === true && !isProven && account.id !== id) return session
  const before = account?.id === id ? account : { id, verified: false, traits: noTraits }
  return {
    ...session,
    account: {
      id,
      verified: before.verified || isProven,
      traits: mergeTraits(before.traits, isProven ? 'verified' : 'claimed', traits),
    },
  }
}
