import { limits } from './limits.ts'
import type { Session } from './session.ts'
import { verifiedWords } from './verified-words.ts'

const trait = 'role'

/** For wording and for what peers do, never for rights: what is proven, else what the page claims; null where neither names one role. */
export const roleOf = (session: Session): string | null => {
  const { claimed } = session.traits
  const role = verifiedWords(session, trait)?.[0] ?? (Object.hasOwn(claimed, trait) ? claimed[trait] : null)
  return typeof role === 'string' && role !== '' ? role.slice(0, limits.keyLength) : null
}
