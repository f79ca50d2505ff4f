/** A JWT from the team's back end, or what fetches a fresh one. */
export type TokenSource = string | (() => string | Promise<string>)

/** Who this page speaks for. Kept in memory only: a device remembers no user. */
export interface Identity {
  /** Null for a visitor. */
  readonly user: string | null
  readonly source: TokenSource | null
  /** Marks whose a message is: `v` for the visitor, else a digest of the user, which names nobody. */
  readonly owner: string
}

export const visitorIdentity: Identity = { user: null, source: null, owner: 'v' }

/** FNV-1a, 32 bits: enough to tell the few users of one device apart, too little to name one. */
const digest = (text: string): string => {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(36)
}

export const userIdentity = (user: string, source: TokenSource | null): Identity => ({
  user,
  source,
  owner: `u${digest(user)}`,
})

/** The user that a token names, read without checking it, which only the server can. Null when it is not a readable token. */
export const subjectOf = (token: string): string | null => {
  try {
    const payload = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/')
    const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0))
    const { sub } = JSON.parse(new TextDecoder().decode(bytes)) as { sub?: unknown }
    return typeof sub === 'string' && sub !== '' ? sub : null
  } catch {
    return null
  }
}
