import { describe, expect, test } from 'vitest'
import { roomInAccount, takenOf } from '../../contract/account-caps.ts'
import { limits } from '../../contract/limits.ts'
import {
  type AccountEntry,
  type AccountOffer,
  type AccountState,
  capsAt,
  emptyAccount,
  fits,
  foldAccount,
  withOffers,
} from './fold-account.ts'

const dayMs = 86_400_000
const start = Date.UTC(2026, 10, 21, 12, 34, 56)
const cap = { key: 'fatigue:account:inline:day', limit: 3, windowMs: dayMs, scope: 'account' as const }
const offer = (decision: string, reserve = [cap]): AccountOffer => ({ decision, reserve })

type Told = AccountEntry extends infer E ? (E extends AccountEntry ? Omit<E, 'id'> : never) : never
const folded = (...told: readonly Told[]): AccountState =>
  told.reduce(
    (account, one, index) => foldAccount(account, { ...one, id: `e${index}`, seq: index + 1 } as never),
    emptyAccount,
  )
const offered = (decision: string, at = start): Told => ({ kind: 'offered', at, body: { offers: [offer(decision)] } })
const painted = (decision: string, at = start, offeredAt = at): Told => ({
  kind: 'painted',
  at,
  body: { ...offer(decision), offeredAt },
})

describe('caps of an account', () => {
  test('what is painted counts for its window: never shorter, and longer by a part of it at most', () => {
    const account = folded(offered('a'), painted('a'))
    expect(takenOf(capsAt(account, start + dayMs - 1), cap.key, start + dayMs - 1)).toBe(1)
    const end = start + dayMs + dayMs / 24
    expect(capsAt(account, end)).toEqual({})
  })

  test('what is offered and never painted gives its place back', () => {
    const account = folded(offered('a'))
    const soon = start + limits.reservationMs - 1
    expect(takenOf(capsAt(account, soon), cap.key, soon)).toBe(1)
    expect(capsAt(account, start + limits.reservationMs + 10_000)).toEqual({})
  })

  test('an offer that is painted is counted once, and one that was given back before counts all the same', () => {
    expect(takenOf(capsAt(folded(offered('a'), painted('a')), start), cap.key, start)).toBe(1)
    const late = folded(offered('a'), { kind: 'released', at: start, body: { decisions: ['a'] } }, painted('a'))
    expect(takenOf(capsAt(late, start), cap.key, start)).toBe(1)
  })

  test('a full cap says when the next place is free, also for a limit that was lowered below what is taken', () => {
    const hours = [5, 3, 1].map((ago) => painted(`d${ago}`, start, start - ago * 3_600_000))
    const caps = capsAt(folded(...hours), start)
    const freeAt = (limit: number) => roomInAccount(caps, cap.key, limit, start) ?? 0
    expect(roomInAccount(caps, cap.key, 4, start)).toBeUndefined()
    expect(freeAt(3) - start).toBeGreaterThanOrEqual(19 * 3_600_000)
    expect(freeAt(3) - start).toBeLessThanOrEqual(20 * 3_600_000)
    expect(freeAt(1) - start).toBeGreaterThanOrEqual(23 * 3_600_000)
    expect(roomInAccount(caps, 'constructor', 1, start)).toBeUndefined()
  })

  test('offers of one decision round must find room together', () => {
    const account = folded(offered('a'))
    expect(fits(account, [offer('b'), offer('c')], start)).toBe(true)
    expect(fits(account, [offer('b'), offer('c'), offer('d')], start)).toBe(false)
    expect(takenOf(withOffers(capsAt(account, start), [offer('b')], start), cap.key, start)).toBe(2)
  })

  test('stays small, however much is shown', () => {
    let account = emptyAccount
    for (let shown = 0; shown < 5_000; shown++) {
      const at = start + shown * 60_000
      const key = `plugin:cap-${shown % 200}`
      const reserve = [cap, { ...cap, key }, { ...cap, key: 'week', windowMs: 7 * dayMs + shown * 1_000 }]
      const body = { decision: `d${shown}`, reserve, offeredAt: at }
      account = foldAccount(account, { id: body.decision, seq: shown + 1, kind: 'painted', at, body })
    }
    expect(Object.keys(account.painted).length).toBeLessThanOrEqual(limits.accountCaps + 3)
    expect(JSON.stringify(account).length).toBeLessThan(10_000)
    expect(takenOf(account.painted, cap.key, start + 5_000 * 60_000)).toBeGreaterThanOrEqual(1_440)
  })
})
