import type { Ambient } from '../../contract/ambient.ts'
import { defineCollection } from '../../contract/collection.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { EntityVersion, TenantEntityValue, TenantKind } from '../../contract/entities.ts'
import { AppError } from '../../contract/errors.ts'
import type { Traits } from '../../contract/names.ts'
import type { Store } from '../storage/store.ts'

const versionsPerLook = 200

export type PersonVersion = EntityVersion<TenantEntityValue>

/** Every version is a record of its own, never changed: what was in force at a time is the latest one before it. */
interface StoredVersion {
  readonly id: string
  readonly kind: TenantKind
  /** The team's own id, found by its hash. */
  readonly outside: string
  readonly at: number
  readonly by: string
  readonly value: TenantEntityValue | null
  /** What earlier versions said and this one says no longer: users who were told so must be told otherwise. */
  readonly withdrawn: readonly string[]
}
const versions = defineCollection<StoredVersion>()({
  name: 'entities',
  plain: ['kind', 'at'],
  blind: ['outside'],
  indexes: [['outside', 'at']],
})

/** What the team's back end knows of a tenant's accounts and users, as it is and as it was. */
export interface PeopleRegistry {
  /** `value` null removes it. */
  put(
    context: TenantContext,
    kind: TenantKind,
    outside: string,
    value: TenantEntityValue | null,
    by: string,
  ): Promise<PersonVersion>
  /** What was in force at a time, epoch ms; now when none is given. */
  find(context: TenantContext, kind: TenantKind, outside: string, at?: number): Promise<PersonVersion | undefined>
  /** What it says now, as verified traits; null for what it says no longer. Undefined where nothing was ever written. */
  traits(context: TenantContext, kind: TenantKind, outside: string): Promise<Traits | undefined>
  /** Erases it with every version that there ever was. */
  forget(context: TenantContext, kind: TenantKind, outside: string): Promise<void>
}

const traitsOf = ({ value, withdrawn }: StoredVersion): Traits => ({
  ...Object.fromEntries(withdrawn.map((name) => [name, null])),
  ...(value as Traits | null),
})

export const createPeopleRegistry = (store: Store<TenantContext>, ambient: Ambient): PeopleRegistry => {
  const latestOf = async (
    context: TenantContext,
    kind: TenantKind,
    outside: string,
    at?: number,
  ): Promise<StoredVersion | undefined> => {
    const [latest] = await store.find(
      context,
      versions,
      { kind, outside, ...(at === undefined ? {} : { at: { $lte: at } }) },
      {
        sort: [
          ['at', -1],
          ['id', -1],
        ],
        limit: 1,
      },
    )
    return latest
  }
  const find: PeopleRegistry['find'] = async (context, kind, outside, at) => {
    const latest = await latestOf(context, kind, outside, at)
    return latest === undefined || latest.value === null
      ? undefined
      : { id: `${kind}:${outside}`, at: latest.at, by: latest.by, value: latest.value }
  }
  return {
    find,
    async traits(context, kind, outside) {
      const latest = await latestOf(context, kind, outside)
      return latest && traitsOf(latest)
    },
    async forget(context, kind, outside) {
      for (;;) {
        const found = await store.find(context, versions, { kind, outside }, { limit: versionsPerLook })
        for (const { id } of found) await store.delete(context, versions, id)
        if (found.length < versionsPerLook) return
      }
    },
    async put(context, kind, outside, value, by) {
      const before = await latestOf(context, kind, outside)
      if (value === null && (before === undefined || before.value === null))
        throw new AppError('NOT_FOUND', { what: 'entity', kind })
      const said = before === undefined ? [] : Object.keys(traitsOf(before))
      const withdrawn = said.filter((name) => !Object.hasOwn(value ?? {}, name))
      const at = ambient.now()
      // Ids that grow with time order what is written within one millisecond.
      await store.put(context, versions, { id: ambient.uuid(), kind, outside, at, by, value, withdrawn })
      return { id: `${kind}:${outside}`, at, by, value }
    },
  }
}
