import type { Ambient } from '../../contract/ambient.ts'
import { canonicalJson } from '../../contract/canonical-json.ts'
import { defineCollection } from '../../contract/collection.ts'
import type { ControlContext, TenantContext, WorkspaceContext } from '../../contract/context.ts'
import type { Correction } from '../../contract/correction.ts'
import { AppError } from '../../contract/errors.ts'
import { type Settings, type SettingsOverride, type SettingsVersion, settings } from '../../contract/settings.ts'
import type { Store } from '../storage/store.ts'
import { workspaceContext } from './contexts.ts'
import type { CorrectionRegistry } from './correction-registry.ts'
import type { ProductRegistry } from './product-registry.ts'
import { type Move, moved, movesBeyond, movesOf } from './tenant-moves.ts'
import { createVersionedStream } from './versioned-stream.ts'

/** One change as it was made. `value` replaces the whole override of its level, as the team has put it. */
export interface SettingsChange {
  readonly by: string
  readonly why: string
  readonly value: SettingsOverride
  /** Id of the earlier change that this one repeats. */
  readonly restores?: string
  /** Of a tenant: what its own admins have moved from there, as far as the team leaves it to them. Absent for nothing. */
  readonly moves?: readonly Move[]
}
export interface StoredChange extends SettingsChange {
  readonly id: string
  readonly at: number
}

/**
 * Resolved versions stand in the tenant's own database, so that a decision never reads another. Corrections stand in their own stream and
 * are named by how many of its entries count: a thousand of them are not written again with each change.
 */
type StoredVersion = Omit<SettingsVersion, 'corrections'> & { readonly correctionsHead?: number }
const resolvedVersions = defineCollection<StoredVersion>()({
  name: 'settings-versions',
  plain: ['at'],
  blind: [],
  indexes: [['at']],
})

type Level = { readonly changes: readonly StoredChange[] }

export interface SettingsRegistry {
  /** What the tenant runs under now: defaults, then the workspace's latest change, then the tenant's, field by field; and what its members corrected. */
  resolve(context: TenantContext): Promise<SettingsVersion>
  version(context: TenantContext, id: string): Promise<SettingsVersion | undefined>
  /** What the tenant would run under if this were its change; saves nothing. @throws AppError BEYOND_BOUNDS */
  preview(context: TenantContext, value: SettingsOverride): Promise<Settings>
  /**
   * By the team's key: replaces the tenant's override, and what its admins have moved stands over it as before. By such an admin: `value` lies over
   * what the team has put there, within `tenantMay`.
   * @throws AppError BEYOND_BOUNDS
   */
  changeTenant(context: TenantContext, change: SettingsChange): Promise<StoredChange>
  changeWorkspace(context: WorkspaceContext, change: SettingsChange): Promise<StoredChange>
  tenantChanges(context: TenantContext): Promise<readonly StoredChange[]>
  workspaceChanges(context: WorkspaceContext): Promise<readonly StoredChange[]>
}

const noProduct = { version: 0, features: {} } as const

/** Whoever lists their own guardrails may tune consent, not lose it: it is asked first where the list does not name it. */
const withConsent = (value: Settings): Settings =>
  value.guardrails.some(({ plugin }) => plugin === 'consent')
    ? value
    : { ...value, guardrails: [{ plugin: 'consent', options: {} }, ...value.guardrails] }

const versionOf = (
  { id, at, by, why, value, features }: StoredVersion,
  corrections: readonly Correction[],
): SettingsVersion => ({ id, at, by, why, value, corrections, ...(features === undefined ? {} : { features }) })

const layered = (lower: SettingsOverride | undefined, upper: SettingsOverride | undefined): Settings =>
  withConsent(settings.parse({ ...lower, ...upper }))

const isByAdmin = ({ principal }: TenantContext): boolean => principal.kind === 'tenant-admin'

/** The change since which a level says what it says of the bounds; undefined where it says nothing. */
const boundsSince = ({ changes }: Level): StoredChange | undefined => {
  const said = changes.map(({ value }) => value.tenantMay)
  const last = said.at(-1)
  if (last === undefined) return undefined
  return changes[said.findLastIndex((bounds) => canonicalJson(bounds) !== canonicalJson(last)) + 1]
}

/** Who has said how far a tenant's admin may go, for whoever is told that they went beyond it. */
const setBy = (workspace: Level, tenant: Level): string => {
  const ofTenant = boundsSince(tenant)
  if (ofTenant !== undefined) return `${ofTenant.by}, change ${ofTenant.id} of the tenant's settings`
  const ofWorkspace = boundsSince(workspace)
  return ofWorkspace === undefined
    ? 'nobody: the team has opened nothing'
    : `${ofWorkspace.by}, change ${ofWorkspace.id} of the workspace's settings`
}

/**
 * What a change by one of the tenant's own admins becomes: the team's part as it stands, and what they want moved from there. What they restore
 * is what was moved then.
 * @throws AppError BEYOND_BOUNDS
 */
const admitted = (
  below: Level,
  own: Level,
  { value, restores }: Pick<SettingsChange, 'value' | 'restores'>,
): Required<Pick<SettingsChange, 'value' | 'moves'>> => {
  const workspace = below.changes.at(-1)?.value
  const team = own.changes.at(-1)?.value ?? {}
  const base = layered(workspace, team)
  const restored = restores === undefined ? undefined : (own.changes.find(({ id }) => id === restores)?.moves ?? [])
  const { moves, beyond } =
    restored === undefined
      ? movesOf(base, layered(workspace, { ...team, ...value }), base.tenantMay)
      : { moves: restored, beyond: movesBeyond(restored, base.tenantMay) }
  if (beyond.length > 0)
    throw new AppError('BEYOND_BOUNDS', {
      details: beyond.slice(0, 10),
      setBy: setBy(below, own),
    })
  return { value: team, moves }
}

const changed = (
  context: TenantContext,
  below: Level,
  own: Level,
  change: Pick<SettingsChange, 'value' | 'restores'>,
): Pick<SettingsChange, 'value' | 'moves'> => {
  const { value, moves = [] } = isByAdmin(context)
    ? admitted(below, own, change)
    : {
        value: change.value,
        moves: (change.restores === undefined
          ? own.changes.at(-1)
          : own.changes.find(({ id }) => id === change.restores)
        )?.moves,
      }
  return moves.length === 0 ? { value } : { value, moves }
}

/** What is resolved from each level's latest change. */
const resolvedFrom = (
  workspace: Pick<SettingsChange, 'value'> | undefined,
  tenant: Pick<SettingsChange, 'value' | 'moves'> | undefined,
): Settings => withConsent(moved(layered(workspace?.value, tenant?.value), tenant?.moves ?? []))

export const createSettingsRegistry = (
  stores: { tenant: Store<TenantContext>; control: Store<ControlContext> },
  corrections: Pick<CorrectionRegistry, 'now' | 'at'>,
  ambient: Ambient,
  /** This process has changed some level's settings. */
  onChange?: () => void,
  product?: Pick<ProductRegistry, 'features'>,
): SettingsRegistry => {
  const append = (level: Level, entry: { seq: number; at: number; body: unknown }): Level => ({
    changes: [...level.changes, { ...(entry.body as SettingsChange), id: String(entry.seq), at: entry.at }],
  })
  const empty: Level = { changes: [] }
  const ofTenant = createVersionedStream(stores.tenant, {
    stream: () => 'settings',
    scope: (c) => c.tenant,
    empty,
    fold: append,
    now: ambient.monotonicMs,
    onAppended: onChange,
  })
  const ofWorkspace = createVersionedStream<WorkspaceContext, Level>(stores.control as Store<WorkspaceContext>, {
    stream: (c) => `settings:${c.workspace}`,
    scope: (c) => c.workspace,
    empty,
    fold: append,
    now: ambient.monotonicMs,
    onAppended: onChange,
  })
  const workspaceLevel = async (context: TenantContext): Promise<Level> =>
    (await ofWorkspace.state(workspaceContext(context.workspace, context.principal, context.requestId))).state
  const resolved = new Map<string, SettingsVersion>()
  const entryOf = (change: SettingsChange) => ({
    id: ambient.id(),
    kind: 'settings-changed',
    at: ambient.now(),
    body: change,
  })
  const stored = (entry: { seq: number; at: number }, change: SettingsChange): StoredChange => ({
    ...change,
    id: String(entry.seq),
    at: entry.at,
  })

  return {
    async resolve(context) {
      const control = workspaceContext(context.workspace, context.principal, context.requestId)
      const [below, above, corrected, made] = await Promise.all([
        ofWorkspace.state(control),
        ofTenant.state(context),
        corrections.now(context),
        product?.features(control) ?? noProduct,
      ])
      const id = `${below.head}.${above.head}.${corrected.head}${made.version === 0 ? '' : `.${made.version}`}`
      const held = resolved.get(context.tenant)
      if (held?.id === id) return held
      const lower = below.state.changes.at(-1)
      const upper = above.state.changes.at(-1)
      const latest = [lower, upper, corrected.latest ?? undefined]
        .filter((change) => change !== undefined)
        .sort((a, b) => b.at - a.at)[0]
      const value = resolvedFrom(lower, upper)
      const stored: StoredVersion = {
        id,
        at: latest?.at ?? 0,
        by: latest?.by ?? 'cairn',
        why: latest?.why ?? 'defaults',
        value,
        correctionsHead: corrected.head,
        ...(made.version === 0 ? {} : { features: made.features }),
      }
      await stores.tenant.insert(context, resolvedVersions, stored)
      const version = versionOf(stored, corrected.corrections)
      resolved.set(context.tenant, version)
      return version
    },
    async version(context, id) {
      const found = await stores.tenant.get(context, resolvedVersions, id)
      if (found === undefined) return undefined
      // One from before a field existed was decided under as if it had the field's default.
      const whole = { ...found, value: settings.parse(found.value) }
      return versionOf(whole, await corrections.at(context, found.correctionsHead ?? 0))
    },
    async preview(context, value) {
      const below = await workspaceLevel(context)
      const own = (await ofTenant.state(context)).state
      return resolvedFrom(below.changes.at(-1), changed(context, below, own, { value }))
    },
    async changeTenant(context, change) {
      const below = await workspaceLevel(context)
      const entry = await ofTenant.append(context, (own) =>
        entryOf({ ...change, ...changed(context, below, own, change) }),
      )
      return stored(entry, entry.body as SettingsChange)
    },
    changeWorkspace: async (context, change) =>
      stored(await ofWorkspace.append(context, () => entryOf(change)), change),
    tenantChanges: async (context) => (await ofTenant.state(context)).state.changes,
    workspaceChanges: async (context) => (await ofWorkspace.state(context)).state.changes,
  }
}
