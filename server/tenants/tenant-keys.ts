import type { Ambient } from '../../contract/ambient.ts'
import { defineCollection } from '../../contract/collection.ts'
import type { ControlContext, InstallationContext, TenantContext } from '../../contract/context.ts'
import { AppError } from '../../contract/errors.ts'
import { limits } from '../../contract/limits.ts'
import type { Store } from '../storage/store.ts'
import { installationContext, workspaceContext } from './contexts.ts'
import { freshly } from './freshly.ts'
import { mintKey, parseKey, provesKey, type StoredKey } from './keys.ts'

/** A key of a customer's own admin: it opens one tenant and nothing else. */
export interface TenantKey extends StoredKey {
  /** The minted id. */
  readonly tenant: string
  /** What the team calls it: whom it was given to. */
  readonly name: string
  readonly createdBy: string
  /** Epoch ms; null for never. */
  readonly expiresAt: number | null
}

/** Found before anybody knows the tenant, so with the control data. */
const tenantKeys = defineCollection<TenantKey>()({
  name: 'tenant-keys',
  plain: ['tenant', 'createdAt'],
  blind: [],
  indexes: [['tenant', 'createdAt']],
})

export interface TenantKeys {
  /** @returns the key's text, which is shown this once. @throws AppError KEY_LIMIT, REQUEST_INVALID for one that has expired already */
  mint(
    context: TenantContext,
    wanted: { readonly name: string; readonly expiresAt: number | null; readonly by: string },
  ): Promise<{ readonly text: string; readonly stored: TenantKey }>
  /** Newest first, the revoked and expired too; at most 1,000. */
  list(context: TenantContext): Promise<readonly TenantKey[]>
  /** For good; again it changes nothing. @throws AppError NOT_FOUND */
  revoke(context: TenantContext, id: string): Promise<TenantKey>
  /** @returns undefined for a text that claims to be no key of this kind. @throws AppError KEY_UNKNOWN */
  prove(context: InstallationContext, text: string): Promise<TenantKey | undefined>
  /** The key that a text claims to be, proven or not; for what is written down of a refusal. */
  namedBy(context: InstallationContext, text: string): Promise<TenantKey | undefined>
}

const controlOf = ({ workspace, principal, requestId }: TenantContext): ControlContext =>
  workspaceContext(workspace, principal, requestId)

export const createTenantKeys = (store: Store<ControlContext>, ambient: Pick<Ambient, 'now' | 'bytes'>): TenantKeys => {
  const lookup = installationContext({ kind: 'job', name: 'look-up' }, 'look-up')
  const known = freshly((id) => store.get(lookup, tenantKeys, id))
  const list = (context: TenantContext): Promise<readonly TenantKey[]> =>
    store.find(controlOf(context), tenantKeys, { tenant: context.tenant }, { sort: [['createdAt', -1]] })
  const isLive = ({ revokedAt, expiresAt }: TenantKey): boolean =>
    revokedAt === null && (expiresAt === null || expiresAt > ambient.now())
  const namedBy = async (_context: InstallationContext, text: string): Promise<TenantKey | undefined> => {
    const parsed = parseKey(text)
    return parsed?.kind === 'tk' ? known.get(parsed.id) : undefined
  }

  return {
    async mint(context, { name, expiresAt, by }) {
      if (expiresAt !== null && expiresAt <= ambient.now())
        throw new AppError('REQUEST_INVALID', { details: ['expiresAt: lies in the past'] })
      if ((await list(context)).filter(isLive).length >= limits.tenantKeys)
        throw new AppError('KEY_LIMIT', { limit: limits.tenantKeys })
      const minted = mintKey('tk', context.workspace, ambient)
      const stored: TenantKey = { ...minted.stored, tenant: context.tenant, name, createdBy: by, expiresAt }
      await store.put(controlOf(context), tenantKeys, stored)
      return { text: minted.text, stored }
    },
    list,
    async revoke(context, id) {
      const found = await store.get(controlOf(context), tenantKeys, id)
      if (found === undefined || found.tenant !== context.tenant) throw new AppError('NOT_FOUND', { what: 'key' })
      const revoked: TenantKey = { ...found, revokedAt: found.revokedAt ?? ambient.now() }
      await store.put(controlOf(context), tenantKeys, revoked)
      known.set(id, revoked)
      return revoked
    },
    async prove(context, text) {
      const parsed = parseKey(text)
      if (parsed?.kind !== 'tk') return undefined
      const found = await namedBy(context, text)
      if (found === undefined || !provesKey(found, parsed.secret) || !isLive(found)) throw new AppError('KEY_UNKNOWN')
      return found
    },
    namedBy,
  }
}
