import { LRUCache } from 'lru-cache'
import type { Ambient } from '../../contract/ambient.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { Correction } from '../../contract/correction.ts'
import { AppError } from '../../contract/errors.ts'
import { limits } from '../../contract/limits.ts'
import type { Entry, Store } from '../storage/store.ts'
import { createVersionedStream } from './versioned-stream.ts'

type CorrectionBody =
  | { readonly made: Correction }
  | { readonly removed: string; readonly by: string; readonly why: string | null }

/** What a tenant's members have corrected, as of one entry of its stream. */
export interface StandingCorrections {
  /** Oldest first. Those whose time is over are left out with the next change. */
  readonly corrections: readonly Correction[]
  readonly latest: { readonly at: number; readonly by: string; readonly why: string } | null
}
export interface CorrectionsAt extends StandingCorrections {
  readonly head: number
}

export interface CorrectionRegistry {
  now(context: TenantContext): Promise<CorrectionsAt>
  /** As they stood after so many changes: what a settings version names. */
  at(context: TenantContext, head: number): Promise<readonly Correction[]>
  /** @throws AppError CORRECTION_LIMIT, REQUEST_INVALID for one whose time is over already */
  make(context: TenantContext, wanted: Omit<Correction, 'id' | 'at'>): Promise<Correction>
  /** @throws AppError NOT_FOUND */
  remove(context: TenantContext, id: string, by: string, why: string | null): Promise<Correction>
  /** Withdraws what stands for a single user who is being erased. */
  removeOf(context: TenantContext, user: string): Promise<void>
}

const nothingYet: StandingCorrections = { corrections: [], latest: null }

const fold = ({ corrections }: StandingCorrections, { body, at }: Entry): StandingCorrections => {
  const change = body as CorrectionBody
  const standing = corrections.filter(({ expiresAt }) => expiresAt === null || expiresAt > at)
  if ('made' in change)
    return { corrections: [...standing, change.made], latest: { at, by: change.made.by, why: change.made.why } }
  return {
    corrections: standing.filter(({ id }) => id !== change.removed),
    latest: { at, by: change.by, why: change.why ?? 'a correction was removed' },
  }
}

/** A tenant's corrections stand in its settings, so both one user's and everybody's are bounded. */
const assertRoom = (standing: readonly Correction[], wanted: Correction['for']): void => {
  const isForUser = (one: Correction['for']): one is { user: string } => one !== 'everybody' && 'user' in one
  const refuseAt = (limit: number, count: number, of: string): void => {
    if (count >= limit) throw new AppError('CORRECTION_LIMIT', { limit, of })
  }
  if (!isForUser(wanted))
    return refuseAt(
      limits.correctionsForMany,
      standing.filter((one) => !isForUser(one.for)).length,
      'for segments and everybody',
    )
  const forUsers = standing.filter((one) => isForUser(one.for))
  refuseAt(limits.correctionsForUsers, forUsers.length, 'for single users')
  refuseAt(
    limits.correctionsPerUser,
    forUsers.filter((one) => isForUser(one.for) && one.for.user === wanted.user).length,
    'for this user',
  )
}

export const createCorrectionRegistry = (
  store: Store<TenantContext>,
  ambient: Ambient,
  /** This process has changed some tenant's corrections. */
  onChange?: () => void,
): CorrectionRegistry => {
  const stream = createVersionedStream<TenantContext, StandingCorrections>(store, {
    stream: () => 'corrections',
    scope: (c) => c.tenant,
    empty: nothingYet,
    fold,
    now: ambient.monotonicMs,
    onAppended: onChange,
  })
  const earlier = new LRUCache<string, readonly Correction[]>({ max: 500 })
  const entryOf = (body: CorrectionBody, at: number) => ({
    id: ambient.id(),
    kind: 'made' in body ? 'correction-made' : 'correction-removed',
    at,
    body,
  })

  const remove: CorrectionRegistry['remove'] = async (context, id, by, why) => {
    let found: Correction | undefined
    await stream.append(context, ({ corrections }) => {
      found = corrections.find((correction) => correction.id === id)
      if (found === undefined) throw new AppError('NOT_FOUND', { what: 'correction' })
      return entryOf({ removed: id, by, why }, ambient.now())
    })
    return found as Correction
  }

  return {
    remove,
    async removeOf(context, user) {
      const { corrections } = (await stream.state(context)).state
      for (const { id, for: whom } of corrections)
        if (whom !== 'everybody' && 'user' in whom && whom.user === user)
          await remove(context, id, 'erasure', 'the user was erased')
    },
    async now(context) {
      const { head, state } = await stream.state(context)
      return { head, ...state }
    },
    async at(context, head) {
      const key = `${context.tenant}/${head}`
      const known = earlier.get(key)
      if (known !== undefined) return known
      let state = nothingYet
      for (let after = 0; after < head; ) {
        const entries = await store.read(context, 'corrections', { after, limit: Math.min(1_000, head - after) })
        if (entries.length === 0) break
        state = entries.reduce(fold, state)
        after += entries.length
      }
      earlier.set(key, state.corrections)
      return state.corrections
    },
    async make(context, wanted) {
      const id = ambient.id()
      const entry = await stream.append(context, ({ corrections }) => {
        const at = ambient.now()
        if (wanted.expiresAt !== null && wanted.expiresAt <= at)
          throw new AppError('REQUEST_INVALID', { details: ['expiresAt: lies in the past'] })
        const standing = corrections.filter(({ expiresAt }) => expiresAt === null || expiresAt > at)
        assertRoom(standing, wanted.for)
        return entryOf({ made: { ...wanted, id, at } }, at)
      })
      return (entry.body as { made: Correction }).made
    },
  }
}
