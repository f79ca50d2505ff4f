import { type AccountCaps, roomInAccount } from '../../contract/account-caps.ts'
import type { Reservation } from '../../contract/session.ts'

/** When the account has room for all of these, epoch ms; null when it has now, or when nothing is counted for the user's account. */
export const roomFor = (reserve: readonly Reservation[], caps: AccountCaps | undefined, now: number): number | null => {
  if (caps === undefined) return null
  const waits = reserve.flatMap(({ key, limit, scope }) =>
    scope === 'account' ? (roomInAccount(caps, key, limit, now) ?? []) : [],
  )
  return waits.length === 0 ? null : Math.max(...waits)
}
