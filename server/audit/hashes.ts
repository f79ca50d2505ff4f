import { createHash } from 'node:crypto'
import type { AuditEntry, ChainBody, ChainLink } from '../../contract/audit.ts'
import { canonicalJson } from '../../contract/canonical-json.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const hashOf = (value: unknown): string => sha256(canonicalJson(value))

/** What the first entry of a log follows: no two logs begin alike. */
export const logStart = (log: string): string => hashOf({ cairn: 'audit', v: 1, log })

/** Over every field but the hash itself. */
export const entryHash = (entry: Omit<AuditEntry, 'hash'>): string => {
  const { hash: _, ...covered } = entry as AuditEntry
  return hashOf(covered)
}

/** What the first link of a user's chain follows. @param log of the tenant */
export const chainStart = (log: string, user: string): string => hashOf({ cairn: 'decisions', v: 1, log, user })

export const linkHash = (prev: string, { seq, id, at, leaf }: ChainLink): string => hashOf({ prev, seq, id, at, leaf })

export const erasedHash = (prev: string, at: number): string => hashOf({ prev, erased: at })

/** The body of a `decided` entry, its salt first. Without the salt nobody can find out by trying what the body was. */
export const leafOf = ({ salt, ...body }: { readonly salt?: string | undefined }): string =>
  sha256(`${salt ?? ''}\n${canonicalJson(body)}`)

/** The head that a chain's entry leads to from `prev`, computed anew. */
export const headAfter = (prev: string, body: ChainBody): string =>
  body.kind === 'erased' ? erasedHash(prev, body.at) : body.links.reduce(linkHash, prev)
