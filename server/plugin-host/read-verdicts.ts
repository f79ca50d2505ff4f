import { type Verdict, verdict as verdictSchema } from '../../contract/plugin.ts'

type Reserve = NonNullable<Extract<Verdict, { verdict: 'allow' }>['reserve']>

const keyPattern = /^[a-z][a-z0-9:-]{0,63}$/
const codePattern = /^[a-z][a-z0-9-]{0,63}$/
const dayMs = 86_400_000
const isWhole = (value: unknown, least: number, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most

const plainReserve = (given: unknown): Reserve | undefined => {
  if (!Array.isArray(given) || given.length > 8) return undefined
  const copies: Reserve = []
  for (const item of given as unknown[]) {
    if (typeof item !== 'object' || item === null) return undefined
    const fields = Object.keys(item).length
    const { key, limit, windowMs, scope } = item as Readonly<Record<string, unknown>>
    if (fields !== 3 && (fields !== 4 || scope !== 'account')) return undefined
    if (typeof key !== 'string' || !keyPattern.test(key)) return undefined
    if (!isWhole(limit, 1, 1_000) || !isWhole(windowMs, 1_000, 366 * dayMs)) return undefined
    copies.push({ key, limit, windowMs, ...(scope === 'account' ? { scope } : {}) })
  }
  return copies
}

/**
 * Copies the verdicts that nearly all are: allow, allow with reservations, veto with a code and perhaps a time. Never takes what the schema
 * refuses (a test holds it to that); what it leaves, the schema decides.
 */
export const plainVerdict = (value: unknown): Verdict | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  const fields = Object.keys(value).length
  const { verdict, reserve, code, retryAfterMs } = value as Readonly<Record<string, unknown>>
  if (verdict === 'allow') {
    if (fields === 1) return { verdict }
    const copy = fields === 2 ? plainReserve(reserve) : undefined
    return copy === undefined ? undefined : { verdict, reserve: copy }
  }
  if (verdict !== 'veto' || typeof code !== 'string' || !codePattern.test(code)) return undefined
  // As the schema fills them in.
  const facts = {}
  if (fields === 2) return { verdict, code, facts }
  return fields === 3 && isWhole(retryAfterMs, 100, 31 * dayMs) ? { verdict, code, facts, retryAfterMs } : undefined
}

/** Reads a guardrail's answer. @returns undefined when it is no list of one valid verdict per candidate */
export const readVerdicts = (answer: unknown, expected: number): readonly Verdict[] | undefined => {
  if (!Array.isArray(answer) || answer.length !== expected) return undefined
  const value: Verdict[] = []
  for (let index = 0; index < expected; index += 1) {
    const item: unknown = (answer as readonly unknown[])[index]
    const read = plainVerdict(item) ?? verdictSchema.safeParse(item).data
    if (read === undefined) return undefined
    value.push(read)
  }
  return value
}
