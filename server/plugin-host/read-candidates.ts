import { limits } from '../../contract/limits.ts'
import { candidate as candidateSchema, type Evidence, type ProposedCandidate } from '../../contract/plugin.ts'

/** How many of an overlong answer are looked at; the rest is dropped unread, so that its size costs nothing. */
const mostRead = 10 * limits.candidatesPerRecommender

const codePattern = /^[a-z][a-z0-9-]{0,63}$/
const factPattern = /^[a-z][A-Za-z0-9]{0,31}$/

const isFact = (value: unknown): value is string | number | boolean =>
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'string' && value.length <= limits.propertyTextLength)

/** Each field is read once: what was checked is what is copied, whatever a getter says the second time. */
const plainEvidence = (value: unknown): Evidence | undefined => {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 2) return undefined
  const { code, facts } = value as { code?: unknown; facts?: unknown }
  if (typeof code !== 'string' || !codePattern.test(code)) return undefined
  if (typeof facts !== 'object' || facts === null || Object.getPrototypeOf(facts) !== Object.prototype) return undefined
  const copy: Record<string, string | number | boolean> = {}
  for (const name of Object.keys(facts)) {
    const fact = (facts as Record<string, unknown>)[name]
    if (!factPattern.test(name) || !isFact(fact)) return undefined
    copy[name] = fact
  }
  return { code, facts: copy }
}

/**
 * Copies a candidate in the plain form that nearly all have; a twentieth of the schema's cost. Never takes what the schema refuses (a test
 * holds it to that); what it leaves, the schema decides.
 */
export const plainCandidate = (value: unknown): ProposedCandidate | undefined => {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 3) return undefined
  const { content, score, evidence } = value as { content?: unknown; score?: unknown; evidence?: unknown }
  if (typeof content !== 'string' || content.length < 1 || content.length > 128) return undefined
  if (typeof score !== 'number' || !(score >= -1e6 && score <= 1e6)) return undefined
  if (!Array.isArray(evidence) || evidence.length < 1 || evidence.length > limits.evidencePerCandidate) return undefined
  const copies: Evidence[] = []
  for (const item of evidence as unknown[]) {
    const copy = plainEvidence(item)
    if (copy === undefined) return undefined
    copies.push(copy)
  }
  return { content, score, evidence: copies }
}

/**
 * Reads a recommender's answer. Candidates that are not eligible and those beyond the limit are left out and counted.
 * @returns undefined when it is no list of candidates
 */
export const readCandidates = (
  answer: unknown,
  isEligible: (content: string) => boolean,
): { readonly value: readonly ProposedCandidate[]; readonly dropped: number } | undefined => {
  if (!Array.isArray(answer)) return undefined
  const given = answer as readonly unknown[]
  const value: ProposedCandidate[] = []
  const readable = Math.min(given.length, mostRead)
  for (let index = 0; index < readable && value.length < limits.candidatesPerRecommender; index += 1) {
    const item = given[index]
    const read = plainCandidate(item) ?? candidateSchema.safeParse(item).data
    if (read === undefined) return undefined
    if (isEligible(read.content)) value.push(read)
  }
  return { value, dropped: given.length - value.length }
}
