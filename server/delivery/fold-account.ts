import type { AccountCaps, Places } from '../../contract/account-caps.ts'
import { takenOf } from '../../contract/account-caps.ts'
import { limits } from '../../contract/limits.ts'
import type { Reservation } from '../../contract/session.ts'

/** What one decision reserves with the account of its user. */
export interface AccountOffer {
  readonly decision: string
  readonly reserve: readonly Reservation[]
}

/** One entry of an account's stream. It names decisions, never users: whoever is erased cannot be found in it. */
export type AccountEntry = { readonly id: string; readonly at: number } & (
  | { readonly kind: 'offered'; readonly body: { readonly offers: readonly AccountOffer[] } }
  /** Names all that it counts, so that it holds also when the offer has been given back meanwhile. `offeredAt` starts the window. */
  | { readonly kind: 'painted'; readonly body: AccountOffer & { readonly offeredAt: number } }
  | { readonly kind: 'released'; readonly body: { readonly decisions: readonly string[] } }
)

/** An account's stream, folded: its size depends on the caps that there are and on the last two minutes, not on what has been shown. */
export interface AccountState {
  readonly seq: number
  /** Offered and not painted yet, oldest first. */
  readonly offered: readonly (AccountOffer & { readonly at: number })[]
  /** Painted, by cap. */
  readonly painted: AccountCaps
}

export const emptyAccount: AccountState = { seq: 0, offered: [], painted: {} }

/** A window is cut into so many parts; a showing leaves it with its part, up to one part late and never early. */
const partsOfWindow = 24
/** Unpainted offers are told to guardrails together, in steps of this many ms. */
const offerStepMs = 10_000
/** More than the parts of a window, for one whose length was changed. */
const placesPerCap = 48

const roundedUp = (at: number, stepMs: number): number => Math.ceil(at / stepMs) * stepMs
const offerEndsAt = (at: number): number => roundedUp(at + limits.reservationMs, offerStepMs)

/** Soonest first; of too many, the soonest two leave with the later of them. */
const withPlace = (places: readonly Places[], until: number): readonly Places[] => {
  const same = places.findIndex((one) => one.until === until)
  if (same >= 0) return places.map((one, at) => (at === same ? { until, count: one.count + 1 } : one))
  const all = [...places, { until, count: 1 }].sort((a, b) => a.until - b.until)
  const [first, second, ...others] = all
  return first === undefined || second === undefined || all.length <= placesPerCap
    ? all
    : [{ until: second.until, count: first.count + second.count }, ...others]
}

const withCap = (caps: AccountCaps, key: string, until: number): AccountCaps => ({
  ...caps,
  [key]: withPlace(Object.hasOwn(caps, key) ? (caps[key] ?? []) : [], until),
})

/** What has left its window by then is dropped; of too many caps, those that are free soonest. */
const counting = (caps: AccountCaps, now: number): AccountCaps => {
  const left = Object.entries(caps)
    .map(([key, places]) => [key, places.filter(({ until }) => until > now)] as const)
    .filter(([, places]) => places.length > 0)
  if (left.length <= limits.accountCaps) return Object.fromEntries(left)
  const last = ([, places]: (typeof left)[number]): number => places.at(-1)?.until ?? 0
  return Object.fromEntries(left.sort((a, b) => last(b) - last(a)).slice(0, limits.accountCaps))
}

const stillOffered = ({ offered }: AccountState, now: number): AccountState['offered'] =>
  offered.filter(({ at }) => offerEndsAt(at) > now)

/** account + entry -> account. Pure; the work depends on the caps and on what is offered at the moment, both bounded. */
export const foldAccount = (account: AccountState, entry: AccountEntry & { readonly seq: number }): AccountState => {
  const { seq, at, kind, body } = entry
  const offered = stillOffered(account, at)
  const painted = counting(account.painted, at)
  switch (kind) {
    case 'offered':
      return { seq, offered: [...offered, ...body.offers.map((offer) => ({ ...offer, at }))], painted }
    case 'painted':
      return {
        seq,
        offered: offered.filter(({ decision }) => decision !== body.decision),
        painted: body.reserve.reduce(
          (caps, { key, windowMs }) =>
            withCap(caps, key, roundedUp(body.offeredAt, Math.ceil(windowMs / partsOfWindow)) + windowMs),
          painted,
        ),
      }
    case 'released':
      return { seq, offered: offered.filter(({ decision }) => !body.decisions.includes(decision)), painted }
    default:
      return kind satisfies never
  }
}

/** The caps with what else is offered since `at`. */
export const withOffers = (caps: AccountCaps, offers: readonly AccountOffer[], at: number): AccountCaps =>
  offers.flatMap(({ reserve }) => reserve).reduce((all, { key }) => withCap(all, key, offerEndsAt(at)), caps)

/** What counts towards each cap at a time: painted or only offered. */
export const capsAt = (account: AccountState, now: number): AccountCaps =>
  stillOffered(account, now).reduce(
    (caps, offer) => withOffers(caps, [offer], offer.at),
    counting(account.painted, now),
  )

/** Whether every reservation of these offers, one after the other, finds room. */
export const fits = (account: AccountState, offers: readonly AccountOffer[], now: number): boolean => {
  let caps = capsAt(account, now)
  for (const { key, limit } of offers.flatMap(({ reserve }) => reserve)) {
    if (takenOf(caps, key, now) >= limit) return false
    caps = withCap(caps, key, offerEndsAt(now))
  }
  return true
}
