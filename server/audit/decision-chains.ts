import { LRUCache } from 'lru-cache'
import type { Ambient } from '../../contract/ambient.ts'
import type { ChainBody, ChainLink } from '../../contract/audit.ts'
import { defineCollection } from '../../contract/collection.ts'
import type { ControlContext, InstallationContext, TenantContext } from '../../contract/context.ts'
import type { Entry, Store } from '../storage/store.ts'
import { type AuditLog, logName } from './audit-log.ts'
import { chainStart, erasedHash, leafOf, linkHash } from './hashes.ts'

/** A tenant in which something was decided since its chains were sealed, in the control data: idle tenants are never opened. */
interface Unsealed {
  readonly id: string
  readonly workspace: string
  readonly at: number
}
const unsealed = defineCollection<Unsealed>()({
  name: 'unsealed',
  plain: ['at', 'workspace'],
  blind: [],
  indexes: [['at']],
})

/** The users of a tenant who have a chain, or will: found by this, proven by the streams and the audit log. */
interface Chain {
  readonly id: string
  /** 1 while something was decided that no block holds. */
  readonly open: number
}
const chains = defineCollection<Chain>()({ name: 'chains', plain: ['open'], blind: [], indexes: [['open']] })

export interface ChainEntry {
  readonly seq: number
  readonly body: ChainBody
}

export interface DecisionChains {
  /** Something was decided for this user, and stands in their stream. */
  mark(context: TenantContext, user: string): Promise<void>
  unsealedTenants(
    context: InstallationContext,
    limit: number,
  ): Promise<readonly { readonly workspace: string; readonly tenant: string }[]>
  /** Seals what was decided in blocks, and writes down in the audit log how far each chain goes. */
  seal(context: TenantContext, isOver?: () => boolean): Promise<void>
  /** Before a user's stream is erased: the chain says that what it held is gone. */
  markErased(context: TenantContext, user: string): Promise<void>
  /** Users with a chain, in the order of their ids. */
  users(context: TenantContext, after: string, limit: number): Promise<readonly string[]>
  read(context: TenantContext, user: string, after: number, limit: number): Promise<readonly ChainEntry[]>
}

const linksPerBlock = 500
const usersPerNote = 200
const entriesPerLook = 1_000
/** A mark is set again after so long, should another process have taken it away in between. */
const markedForMs = 60_000

const streamOf = (user: string): string => `user:${user}`
const chainOf = (user: string): string => `chain:${user}`

/** Where a chain ends. @returns through: the last entry of the user's stream that is sealed; 0 at the start and after an erasure */
const endOf = (context: TenantContext, user: string, last: Entry | undefined) => {
  const body = last?.body as ChainBody | undefined
  return {
    head: last?.seq ?? 0,
    prev: body?.head ?? chainStart(logName(context), user),
    through: body?.kind === 'sealed' ? (body.links.at(-1)?.seq ?? 0) : 0,
    isErased: body?.kind === 'erased',
  }
}

export const createDecisionChains = (
  stores: { readonly tenant: Store<TenantContext>; readonly control: Store<ControlContext> },
  controlFor: (context: TenantContext) => ControlContext,
  log: AuditLog,
  ambient: Ambient,
): DecisionChains => {
  const marked = new LRUCache<string, true>({ max: 50_000, ttl: markedForMs })
  const store = stores.tenant
  const lastOf = async (context: TenantContext, user: string) => {
    const head = await store.head(context, chainOf(user))
    const last = head === 0 ? undefined : (await store.read(context, chainOf(user), { after: head - 1, limit: 1 }))[0]
    return endOf(context, user, last)
  }

  /** @returns false when somebody else appended first */
  const append = async (context: TenantContext, user: string, head: number, body: ChainBody): Promise<boolean> => {
    const id = ambient.id()
    const result = await store.append(context, chainOf(user), head, [{ id, kind: body.kind, at: ambient.now(), body }])
    return result.outcome === 'appended'
  }

  const linksAfter = async (context: TenantContext, user: string, through: number): Promise<readonly ChainLink[]> => {
    const links: ChainLink[] = []
    for (let after = through; links.length < linksPerBlock; ) {
      const entries = await store.read(context, streamOf(user), { after, limit: entriesPerLook })
      for (const { seq, id, at, kind, body } of entries) {
        after = seq
        if (kind === 'decided' && links.length < linksPerBlock)
          links.push({ seq, id, at, leaf: leafOf(body as object) })
      }
      if (entries.length < entriesPerLook) break
    }
    return links
  }

  /** @returns how far the chain goes now, where it went on */
  const sealUser = async (
    context: TenantContext,
    user: string,
  ): Promise<{ user: string; seq: number; head: string } | undefined> => {
    let reached: { user: string; seq: number; head: string } | undefined
    for (;;) {
      const { head: at, prev, through } = await lastOf(context, user)
      const links = await linksAfter(context, user, through)
      if (links.length === 0) return reached
      const head = links.reduce(linkHash, prev)
      if (await append(context, user, at, { kind: 'sealed', prev, links, head })) reached = { user, seq: at + 1, head }
    }
  }

  return {
    async mark(context, user) {
      const key = `${context.tenant}/${user}`
      if (marked.get(key) !== undefined) return
      await store.put(context, chains, { id: user, open: 1 })
      if (marked.get(context.tenant) === undefined) {
        const mark = { id: context.tenant, workspace: context.workspace, at: ambient.now() }
        await stores.control.put(controlFor(context), unsealed, mark)
        marked.set(context.tenant, true)
      }
      marked.set(key, true)
    },

    async unsealedTenants(context, limit) {
      const rows = await stores.control.find(context, unsealed, {}, { sort: [['at', 1]], limit })
      return rows.map(({ id, workspace }) => ({ workspace, tenant: id }))
    },

    async seal(context, isOver = () => false) {
      // What is marked from here on is seen to by the next turn, so the mark goes before the work.
      marked.delete(context.tenant)
      await stores.control.delete(controlFor(context), unsealed, context.tenant)
      for (;;) {
        const open = await store.find(context, chains, { open: 1 }, { sort: [['id', 1]], limit: usersPerNote })
        const reached: { user: string; seq: number; head: string }[] = []
        for (const { id: user } of open) {
          marked.delete(`${context.tenant}/${user}`)
          // First, so that what is decided meanwhile opens it again.
          await store.put(context, chains, { id: user, open: 0 })
          const end = await sealUser(context, user).catch(async (cause: unknown) => {
            await store.put(context, chains, { id: user, open: 1 })
            throw cause
          })
          if (end !== undefined) reached.push(end)
        }
        if (reached.length > 0)
          await log.append(context, {
            action: 'chains.sealed',
            outcome: 'noted',
            by: context.principal.kind === 'job' ? `job:${context.principal.name}` : 'cairn',
            request: context.requestId,
            route: null,
            what: { chains: reached },
            why: null,
            code: null,
          })
        if (open.length < usersPerNote) return
        if (isOver()) {
          await stores.control.put(controlFor(context), unsealed, {
            id: context.tenant,
            workspace: context.workspace,
            at: ambient.now(),
          })
          return
        }
      }
    },

    async markErased(context, user) {
      for (;;) {
        const { head, prev, isErased } = await lastOf(context, user)
        if (head === 0 || isErased) return
        const at = ambient.now()
        if (await append(context, user, head, { kind: 'erased', prev, at, head: erasedHash(prev, at) })) return
      }
    },

    async users(context, after, limit) {
      const rows = await store.find(context, chains, { id: { $gt: after } }, { sort: [['id', 1]], limit })
      return rows.map(({ id }) => id)
    },

    async read(context, user, after, limit) {
      const entries = await store.read(context, chainOf(user), { after, limit })
      return entries.map(({ seq, body }) => ({ seq, body: body as ChainBody }))
    },
  }
}
