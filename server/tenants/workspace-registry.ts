import type { Ambient } from '../../contract/ambient.ts'
import { defineCollection } from '../../contract/collection.ts'
import type { ControlContext, InstallationContext, WorkspaceContext } from '../../contract/context.ts'
import { AppError } from '../../contract/errors.ts'
import type { Store } from '../storage/store.ts'
import { installationContext } from './contexts.ts'
import { freshly } from './freshly.ts'
import { type KeyKind, mintKey, parseKey, provesKey, type StoredKey } from './keys.ts'

export interface Workspace {
  readonly id: string
  readonly name: string
  /** Origins whose pages may connect. */
  readonly origins: readonly string[]
  /** Users without a signed token are refused. */
  readonly enforceTokens: boolean
  readonly createdAt: number
  /** Signs visitor tokens; base64url, 256 bits. */
  readonly visitorSecret: string
  /** Keys the hashes by which users and tenants are found; base64url, 256 bits. */
  readonly identitySecret: string
}

/** HS256 needs the secret itself to verify, so it is kept sealed; `id` is the token's `kid`. */
export interface SigningSecret {
  readonly id: string
  readonly workspace: string
  readonly secret: string
  readonly createdAt: number
}

export interface NewWorkspace {
  readonly workspace: string
  readonly publishableKey: string
  readonly secretKey: string
  readonly signing: { readonly kid: string; readonly secret: string }
}

const workspaces = defineCollection<Workspace>()({ name: 'workspaces', plain: [], blind: [], indexes: [] })
const keys = defineCollection<StoredKey>()({
  name: 'keys',
  plain: ['workspace', 'kind'],
  blind: [],
  indexes: [['workspace']],
})
const signingSecrets = defineCollection<SigningSecret>()({
  name: 'signing-secrets',
  plain: ['workspace'],
  blind: [],
  indexes: [['workspace']],
})

export interface WorkspaceRegistry {
  create(
    context: InstallationContext,
    wanted: { name: string; origins: readonly string[]; enforceTokens?: boolean | undefined },
  ): Promise<NewWorkspace>
  update(
    context: WorkspaceContext,
    change: { origins?: readonly string[] | undefined; enforceTokens?: boolean | undefined },
  ): Promise<Workspace>
  get(context: ControlContext, id: string): Promise<Workspace>
  all(context: InstallationContext): Promise<readonly Workspace[]>
  /** @throws AppError KEY_UNKNOWN, KEY_WRONG_KIND */
  proveKey(context: InstallationContext, text: string, kinds: readonly KeyKind[]): Promise<StoredKey>
  /** The key that a text claims to be, proven or not; for what is written down of a refusal. */
  keyNamedBy(context: InstallationContext, text: string): Promise<StoredKey | undefined>
  signingSecret(context: ControlContext, workspace: string, kid: string): Promise<SigningSecret | undefined>
  /** Mints the operator's key on the first start. @returns its text then, undefined ever after. */
  ensureOperatorKey(context: InstallationContext): Promise<string | undefined>
}

export const createWorkspaceRegistry = (store: Store<ControlContext>, ambient: Ambient): WorkspaceRegistry => {
  const lookup = installationContext({ kind: 'job', name: 'look-up' }, 'look-up')
  const knownWorkspaces = freshly((id) => store.get(lookup, workspaces, id))
  const knownKeys = freshly((id) => store.get(lookup, keys, id))
  const knownSigning = freshly((id) => store.get(lookup, signingSecrets, id))
  const secret = () => Buffer.from(ambient.bytes(32)).toString('base64url')

  const get = async (_context: ControlContext, id: string): Promise<Workspace> => {
    const workspace = await knownWorkspaces.get(id)
    if (workspace === undefined) throw new AppError('NOT_FOUND', { what: 'workspace' })
    return workspace
  }

  return {
    get,
    async create(context, wanted) {
      const id = `w${Buffer.from(ambient.bytes(8)).toString('hex')}`
      const publishable = mintKey('pk', id, ambient)
      const secretKey = mintKey('sk', id, ambient)
      const signing: SigningSecret = {
        id: `k${Buffer.from(ambient.bytes(6)).toString('hex')}`,
        workspace: id,
        secret: secret(),
        createdAt: ambient.now(),
      }
      await store.put(context, workspaces, {
        id,
        name: wanted.name,
        origins: [...wanted.origins],
        enforceTokens: wanted.enforceTokens ?? false,
        createdAt: ambient.now(),
        visitorSecret: secret(),
        identitySecret: secret(),
      })
      await Promise.all([
        store.put(context, keys, publishable.stored),
        store.put(context, keys, secretKey.stored),
        store.put(context, signingSecrets, signing),
      ])
      return {
        workspace: id,
        publishableKey: publishable.text,
        secretKey: secretKey.text,
        signing: { kid: signing.id, secret: signing.secret },
      }
    },
    async update(context, change) {
      const now = await get(context, context.workspace)
      const next: Workspace = {
        ...now,
        origins: change.origins ?? now.origins,
        enforceTokens: change.enforceTokens ?? now.enforceTokens,
      }
      await store.put(context, workspaces, next)
      knownWorkspaces.set(context.workspace, next)
      return next
    },
    all: (context) => store.find(context, workspaces, {}),
    async proveKey(_context, text, kinds) {
      const parsed = parseKey(text)
      if (parsed === undefined) throw new AppError('KEY_UNKNOWN')
      if (!kinds.includes(parsed.kind)) throw new AppError('KEY_WRONG_KIND', { wanted: kinds })
      const stored = await knownKeys.get(parsed.id)
      if (stored === undefined || stored.kind !== parsed.kind || !provesKey(stored, parsed.secret))
        throw new AppError('KEY_UNKNOWN')
      return stored
    },
    async keyNamedBy(_context, text) {
      const parsed = parseKey(text)
      const stored = parsed && (await knownKeys.get(parsed.id))
      return stored?.kind === parsed?.kind ? stored : undefined
    },
    async signingSecret(_context, workspace, kid) {
      const found = await knownSigning.get(kid)
      return found?.workspace === workspace ? found : undefined
    },
    async ensureOperatorKey(context) {
      const existing = await store.find(context, keys, { kind: 'op' }, { limit: 1 })
      if (existing.length > 0) return undefined
      const minted = mintKey('op', '', ambient)
      await store.put(context, keys, minted.stored)
      return minted.text
    },
  }
}
