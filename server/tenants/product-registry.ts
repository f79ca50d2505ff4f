import type { Ambient } from '../../contract/ambient.ts'
import type { ControlContext, WorkspaceContext } from '../../contract/context.ts'
import {
  type EntityVersion,
  type ProductKind,
  type ProductValue,
  type ResolvedFeatures,
  resolveFeature,
} from '../../contract/entities.ts'
import { AppError } from '../../contract/errors.ts'
import { limits } from '../../contract/limits.ts'
import type { Store } from '../storage/store.ts'
import { createVersionedStream } from './versioned-stream.ts'

export type ProductVersion = EntityVersion<ProductValue>

/** By id, of those that are not removed. */
type Product = Readonly<Record<string, ProductVersion>>

/** What a workspace's product is made of, as it is and as it was. */
export interface ProductRegistry {
  /** @throws AppError REQUEST_INVALID when it names what is not there, or the workspace is full */
  put(
    context: WorkspaceContext,
    kind: ProductKind,
    key: string,
    value: ProductValue,
    by: string,
  ): Promise<ProductVersion>
  /** @throws AppError NOT_FOUND */
  remove(context: WorkspaceContext, kind: ProductKind, key: string, by: string): Promise<void>
  /** What was in force at a time, epoch ms; now when none is given. In the order of their ids. */
  all(context: WorkspaceContext, at?: number): Promise<readonly ProductVersion[]>
  /** @throws AppError NOT_FOUND when there was none then */
  get(context: WorkspaceContext, kind: ProductKind, key: string, at?: number): Promise<ProductVersion>
  /** `version` grows with every change; 0 before the first. */
  features(context: WorkspaceContext): Promise<{ readonly version: number; readonly features: ResolvedFeatures }>
}

const idOf = (kind: ProductKind, key: string): string => `${kind}:${key}`

const fold = (product: Product, { body }: { readonly body: unknown }): Product => {
  const version = body as ProductVersion
  if (version.value !== null) return { ...product, [version.id]: version }
  const { [version.id]: _, ...rest } = product
  return rest
}

/** Ids of what a value names. */
const namedBy = (value: ProductValue): readonly string[] => {
  const {
    plans = [],
    roles = [],
    entitlement,
    entitlements = [],
  } = value as ProductValue<'feature'> & ProductValue<'plan'>
  return [
    ...plans.map((key) => idOf('plan', key)),
    ...roles.map((key) => idOf('role', key)),
    ...[...entitlements, ...(entitlement === undefined ? [] : [entitlement])].map((key) => idOf('entitlement', key)),
  ]
}

const sorted = (product: Product): readonly ProductVersion[] =>
  Object.values(product).sort((a, b) => (a.id < b.id ? -1 : 1))

const valuesOf = <K extends ProductKind>(product: Product, kind: K): readonly (readonly [string, ProductValue<K>])[] =>
  sorted(product)
    .filter(({ id }) => id.startsWith(`${kind}:`))
    .map(({ id, value }) => [id.slice(kind.length + 1), value as ProductValue<K>])

export const createProductRegistry = (
  store: Store<ControlContext>,
  ambient: Ambient,
  /** Something was changed by this process. */
  onChange?: () => void,
): ProductRegistry => {
  const control = store as Store<WorkspaceContext>
  const streamOf = (context: WorkspaceContext) => `entities:${context.workspace}`
  const stream = createVersionedStream<WorkspaceContext, Product>(control, {
    stream: streamOf,
    scope: (context) => context.workspace,
    empty: {},
    fold,
    now: ambient.monotonicMs,
    onAppended: onChange,
  })

  const asOf = async (context: WorkspaceContext, at: number | undefined): Promise<Product> => {
    if (at === undefined) return (await stream.state(context)).state
    let product: Product = {}
    for (let after = 0; ; ) {
      const entries = await control.read(context, streamOf(context), { after })
      for (const entry of entries) {
        if (entry.at > at) return product
        product = fold(product, entry)
      }
      const last = entries.at(-1)
      if (last === undefined || entries.length < 1_000) return product
      after = last.seq
    }
  }
  const append = async (context: WorkspaceContext, id: string, value: ProductValue | null, by: string) => {
    const entry = await stream.append(context, (product) => {
      const missing = value === null ? [] : namedBy(value).filter((other) => !Object.hasOwn(product, other))
      if (missing.length > 0)
        throw new AppError('REQUEST_INVALID', { details: missing.map((other) => `${other} is not there yet`) })
      if (value === null && !Object.hasOwn(product, id)) throw new AppError('NOT_FOUND', { what: 'entity', id })
      if (!Object.hasOwn(product, id) && Object.keys(product).length >= limits.productEntities)
        throw new AppError('REQUEST_INVALID', { details: [`at most ${limits.productEntities} entities`] })
      const at = ambient.now()
      return { id: ambient.id(), kind: 'entity-changed', at, body: { id, at, by, value } satisfies ProductVersion }
    })
    return entry.body as ProductVersion
  }

  const resolved = new WeakMap<Product, ResolvedFeatures>()
  return {
    put: (context, kind, key, value, by) => append(context, idOf(kind, key), value, by),
    async remove(context, kind, key, by) {
      await append(context, idOf(kind, key), null, by)
    },
    all: async (context, at) => sorted(await asOf(context, at)),
    async get(context, kind, key, at) {
      const product = await asOf(context, at)
      const id = idOf(kind, key)
      const found = Object.hasOwn(product, id) ? product[id] : undefined
      if (found === undefined) throw new AppError('NOT_FOUND', { what: 'entity', id })
      return found
    },
    async features(context) {
      const { head, state } = await stream.state(context)
      const held = resolved.get(state)
      if (held !== undefined) return { version: head, features: held }
      const plans = new Map(valuesOf(state, 'plan'))
      const features = Object.fromEntries(
        valuesOf(state, 'feature').map(([key, value]) => [key, resolveFeature(value, plans)]),
      )
      resolved.set(state, features)
      return { version: head, features }
    },
  }
}
