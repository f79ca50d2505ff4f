import type { AccountCaps } from '../../contract/account-caps.ts'
import type { Removal } from '../../contract/decision.ts'
import type { Candidate, CheckAnswer, Verdict } from '../../contract/plugin.ts'
import type { Reservation } from '../../contract/session.ts'
import { roomFor } from './room-for.ts'

export interface Guarded {
  readonly kept: readonly Candidate[]
  readonly removals: readonly Removal[]
  /** By version: what the guardrails that allowed it ask to reserve when it is shown. */
  readonly reserve: ReadonlyMap<string, readonly Reservation[]>
  /** When a veto asked to be heard again, epoch ms; in no order. */
  readonly changesAt: readonly number[]
}

type Finding = { readonly reserve: readonly Reservation[] } | { readonly code: string; readonly retryAfterMs?: number }

const findingOf = (verdict: Verdict): Finding => {
  switch (verdict.verdict) {
    case 'allow':
      return { reserve: verdict.reserve ?? [] }
    case 'veto':
      return {
        code: verdict.code,
        ...(verdict.retryAfterMs === undefined ? {} : { retryAfterMs: verdict.retryAfterMs }),
      }
    // Who amends content has not said that it may be shown.
    case 'amend':
      return { code: 'amended-too-early' }
    default:
      return verdict satisfies never
  }
}

/**
 * Applies every eligibility guardrail to every candidate, without short-circuit, so that the record names all who objected: stage 8.
 * Fails closed: a guardrail that did not answer, or not once per candidate, vetoes them all with its outcome as the code. Content that
 * was asked for is exempt from guardrails that only spare attention, and from no other. Who asks to count something with an account that
 * has no room for it has not looked: it waits, since a reservation that cannot be made would be tried again and again.
 */
export const guard = (
  candidates: readonly Candidate[],
  answers: readonly CheckAnswer[],
  asked: ReadonlySet<string>,
  now: number,
  account?: AccountCaps,
): Guarded => {
  const removals: Removal[] = []
  const changesAt: number[] = []
  const reserve = new Map<string, readonly Reservation[]>()
  const kept = candidates.filter((candidate, index) => {
    const wanted: Reservation[] = []
    let isKept = true
    for (const { plugin, outcome, value, fatigue } of answers) {
      const verdict = outcome === 'answered' && value?.length === candidates.length ? value[index] : undefined
      const finding: Finding =
        verdict === undefined ? { code: outcome === 'answered' ? 'invalid' : outcome } : findingOf(verdict)
      const roomAt = 'reserve' in finding ? roomFor(finding.reserve, account, now) : null
      if ('reserve' in finding && roomAt === null) {
        wanted.push(...finding.reserve)
        continue
      }
      if (fatigue === true && asked.has(candidate.key)) continue
      isKept = false
      removals.push({ content: candidate.content, by: plugin, code: 'code' in finding ? finding.code : 'account-full' })
      if (roomAt !== null) changesAt.push(roomAt)
      if ('code' in finding && finding.retryAfterMs !== undefined) changesAt.push(now + finding.retryAfterMs)
    }
    if (isKept && wanted.length > 0) reserve.set(candidate.content, wanted)
    return isKept
  })
  return { kept, removals, reserve, changesAt }
}
