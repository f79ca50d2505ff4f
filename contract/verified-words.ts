import type { ProvenTraits, Session } from './session.ts'

const wordsIn = ({ verified }: ProvenTraits, trait: string): readonly string[] | undefined => {
  const value = Object.hasOwn(verified, trait) ? verified[trait] : undefined
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? (value as readonly string[]) : undefined
}

/**
 * What is proven of a user under a trait's name: their own, else their account's where a token or the back end named the account. What the
 * page claims never counts. @returns undefined when nothing is proven
 */
export const verifiedWords = ({ traits, account }: Session, trait: string): readonly string[] | undefined =>
  wordsIn(traits, trait) ?? (account?.verified === true ? wordsIn(account.traits, trait) : undefined)
