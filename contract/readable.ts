/**
 * Facts beyond the session that a guardrail can ask for; the host fetches what is declared, and the decision's record keeps it. Apart from
 * the schemas, because a plugin's thread reads it before its doors are closed, and zod must not learn there that it may make code.
 */
export const readable = ['exposure-shares', 'account-caps'] as const
export type Readable = (typeof readable)[number]
