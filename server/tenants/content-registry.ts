import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Ambient } from '../../contract/ambient.ts'
import { canonicalJson } from '../../contract/canonical-json.ts'
import { defineCollection } from '../../contract/collection.ts'
import type { Catalogue, Content, ContentVersion } from '../../contract/content.ts'
import type { ControlContext, TenantContext, WorkspaceContext } from '../../contract/context.ts'
import { AppError } from '../../contract/errors.ts'
import { limits } from '../../contract/limits.ts'
import type { Store } from '../storage/store.ts'
import { workspaceContext } from './contexts.ts'
import { createVersionedStream, type VersionedStream } from './versioned-stream.ts'

/** The last saved state of a piece of content, published or not. */
export interface Draft {
  readonly id: string
  readonly level: string
  readonly key: string
  readonly savedAt: number
  readonly content: Content
}

const drafts = defineCollection<Draft>()({
  name: 'drafts',
  plain: ['level', 'key', 'savedAt'],
  blind: [],
  indexes: [['level', 'key']],
})
/** Effective catalogues stand in the tenant's own database, by their version. */
const catalogues = defineCollection<Catalogue & { id: string }>()({
  name: 'catalogues',
  plain: [],
  blind: [],
  indexes: [],
})

/** What a level has published, by key; null takes the workspace's away from a tenant. */
type Published = Readonly<Record<string, ContentVersion>>
type PublishedBody = { readonly version: ContentVersion } | { readonly withdrawn: string }

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The immutable version of a content: named after its key and the start of its hash, so that equal content is one version. */
export const versionOf = (content: Content, publishedAt: number): ContentVersion => {
  const hash = sha256(canonicalJson(content))
  return { version: `${content.key}@${hash.slice(0, 12)}`, hash, publishedAt, content }
}

/** Drafts and publications of one level: a workspace, or a tenant that overrides it by key. */
export interface ContentLevel<Context> {
  save(context: Context, content: Content): Promise<Draft>
  draft(context: Context, key: string): Promise<Draft | undefined>
  drafts(context: Context): Promise<readonly Draft[]>
  /** Publishes the draft. @throws AppError NOT_FOUND without one */
  publish(context: Context, key: string): Promise<ContentVersion>
  /** Takes the published version back; at a tenant the workspace's shows again. @throws AppError NOT_FOUND */
  withdraw(context: Context, key: string): Promise<void>
  published(context: Context): Promise<Published>
}

export interface ContentRegistry {
  readonly workspace: ContentLevel<WorkspaceContext>
  readonly tenant: ContentLevel<TenantContext>
  /** The tenant's effective catalogue now. */
  effective(context: TenantContext): Promise<Catalogue>
  version(context: TenantContext, version: string): Promise<Catalogue | undefined>
}

const foldPublished = (published: Published, entry: { readonly body: unknown }): Published => {
  const body = entry.body as PublishedBody
  if ('version' in body) return { ...published, [body.version.content.key]: body.version }
  const { [body.withdrawn]: _, ...rest } = published
  return rest
}

const createLevel = <Context extends TenantContext | WorkspaceContext>(
  store: Store<Context>,
  publications: VersionedStream<Context, Published>,
  levelOf: (context: Context) => string,
  ambient: Ambient,
): ContentLevel<Context> => {
  const idOf = (context: Context, key: string) => `${levelOf(context)}/${key}`
  const draft = (context: Context, key: string) => store.get(context, drafts, idOf(context, key))
  return {
    draft,
    async save(context, content) {
      const saved: Draft = {
        id: idOf(context, content.key),
        level: levelOf(context),
        key: content.key,
        savedAt: ambient.now(),
        content,
      }
      await store.put(context, drafts, saved)
      return saved
    },
    drafts: (context) => store.find(context, drafts, { level: levelOf(context) }, { sort: [['key', 1]] }),
    async publish(context, key) {
      const found = await draft(context, key)
      if (found === undefined) throw new AppError('NOT_FOUND', { what: 'draft', key })
      const version = versionOf(found.content, ambient.now())
      const standing = (await publications.state(context)).state
      if (Object.hasOwn(standing, key) && standing[key]?.version === version.version) return standing[key]
      if (!Object.hasOwn(standing, key) && Object.keys(standing).length >= limits.contentItems)
        throw new AppError('REQUEST_INVALID', { reason: `at most ${limits.contentItems} published items` })
      await publications.append(context, () => ({
        id: ambient.id(),
        kind: 'published',
        at: ambient.now(),
        body: { version } satisfies PublishedBody,
      }))
      return version
    },
    async withdraw(context, key) {
      if (!Object.hasOwn((await publications.state(context)).state, key))
        throw new AppError('NOT_FOUND', { what: 'published content', key })
      await publications.append(context, () => ({
        id: ambient.id(),
        kind: 'withdrawn',
        at: ambient.now(),
        body: { withdrawn: key } satisfies PublishedBody,
      }))
    },
    published: async (context) => (await publications.state(context)).state,
  }
}

export const createContentRegistry = (
  stores: { tenant: Store<TenantContext>; control: Store<ControlContext> },
  ambient: Ambient,
  /** Something was published or withdrawn by this process. */
  onChange?: () => void,
): ContentRegistry => {
  const control = stores.control as Store<WorkspaceContext>
  const ofWorkspace = createVersionedStream<WorkspaceContext, Published>(control, {
    stream: (c) => `content:${c.workspace}`,
    scope: (c) => c.workspace,
    empty: {},
    fold: foldPublished,
    now: ambient.monotonicMs,
    onAppended: onChange,
  })
  const ofTenant = createVersionedStream<TenantContext, Published>(stores.tenant, {
    stream: () => 'content',
    scope: (c) => c.tenant,
    empty: {},
    fold: foldPublished,
    now: ambient.monotonicMs,
    onAppended: onChange,
  })
  const standing = new LRUCache<string, { readonly heads: string; readonly catalogue: Catalogue }>({ max: 5_000 })
  const byVersion = new LRUCache<string, Catalogue>({ max: 500 })

  return {
    workspace: createLevel(control, ofWorkspace, (c) => c.workspace, ambient),
    tenant: createLevel(stores.tenant, ofTenant, () => 'tenant', ambient),
    async effective(context) {
      const [below, above] = await Promise.all([
        ofWorkspace.state(workspaceContext(context.workspace, context.principal, context.requestId)),
        ofTenant.state(context),
      ])
      const heads = `${below.head}.${above.head}`
      const held = standing.get(context.tenant)
      if (held?.heads === heads) return held.catalogue
      const items = Object.values({ ...below.state, ...above.state }).sort((a, b) => (a.version < b.version ? -1 : 1))
      const version = sha256(items.map((item) => item.hash).join('\n')).slice(0, 24)
      const catalogue: Catalogue = { version, items }
      await stores.tenant.insert(context, catalogues, { id: version, ...catalogue })
      standing.set(context.tenant, { heads, catalogue })
      byVersion.set(`${context.tenant}/${version}`, catalogue)
      return catalogue
    },
    async version(context, version) {
      const key = `${context.tenant}/${version}`
      const held = byVersion.get(key)
      if (held !== undefined) return held
      const stored = await stores.tenant.get(context, catalogues, version)
      if (stored === undefined) return undefined
      const catalogue: Catalogue = { version: stored.version, items: stored.items }
      byVersion.set(key, catalogue)
      return catalogue
    },
  }
}
