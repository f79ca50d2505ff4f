/** What a correction is made of on a command line. */
export interface CorrectionWords {
  readonly act: string
  readonly content: string
  readonly why: string | undefined
  readonly user: string | undefined
  readonly replacement: string | undefined
  /** Anything that names a moment: `2026-12-01`, `2026-12-01T18:00Z`. */
  readonly until: string | undefined
}

interface Standing {
  readonly id: string
  readonly act: string
  readonly content: string
  readonly for: { readonly user: string | null } | { readonly segment: object } | 'everybody'
  readonly replacement?: string
  readonly priority?: number
  readonly why: string
  readonly by: string
  readonly expiresAt: number | null
}

/** The body of the request; the server says what is wrong with it. */
export const correctionBody = ({ act, content, why, user, replacement, until }: CorrectionWords) => ({
  act,
  content,
  ...(why === undefined ? {} : { why }),
  ...(user === undefined ? {} : { for: { user } }),
  ...(replacement === undefined ? {} : { replacement }),
  ...(until === undefined ? {} : { expiresAt: new Date(until).valueOf() }),
})

const whom = ({ for: concerned }: Standing): string => {
  if (concerned === 'everybody') return 'everybody'
  return 'user' in concerned ? (concerned.user ?? 'an erased user') : JSON.stringify(concerned.segment)
}

/** One line for one that stands. */
export const correctionLine = (one: Standing): string => {
  const instead = one.replacement === undefined ? '' : ` by ${one.replacement}`
  const priority = one.priority === undefined ? '' : ` to priority ${one.priority}`
  const until = one.expiresAt === null ? '' : `, until ${new Date(one.expiresAt).toISOString()}`
  return `${one.id}  ${one.act} ${one.content}${instead}${priority} for ${whom(one)}${until}; ${one.by}: ${JSON.stringify(one.why)}`
}
