import type { Ambient } from '../../contract/ambient.ts'
import type { InstallationContext, TenantContext } from '../../contract/context.ts'
import type { IdentifiedBody } from '../../contract/entries.ts'
import { AppError } from '../../contract/errors.ts'
import { type Handshake, handshake } from '../../contract/messages.ts'
import { installationContext, tenantContext } from './contexts.ts'
import { deviceOf } from './device-of.ts'
import { defaultTenant, type TenantRegistry } from './tenant-registry.ts'
import type { UserRegistry } from './user-registry.ts'
import { verifyUserToken } from './user-tokens.ts'
import { mintVisitorToken, readVisitorToken } from './visitor-tokens.ts'
import type { Workspace, WorkspaceRegistry } from './workspace-registry.ts'

/** A widget that has been let in: whose walls it is inside and as whom. */
export interface Admission {
  readonly context: TenantContext
  readonly user: string
  readonly identity: 'visitor' | 'unverified' | 'verified'
  readonly handshake: Handshake
  readonly identified: IdentifiedBody
  /** A fresh token for a visitor to keep; null for others. */
  readonly visitorToken: string | null
  /** The visit that this user's signed sign-in brings along. */
  readonly visit: { readonly context: TenantContext; readonly visitor: string } | null
  /** When the user token ends, epoch ms; null without one. */
  readonly expiresAt: number | null
}

export interface AdmissionRequest {
  /** As it came off the wire. */
  readonly handshake: unknown
  readonly origin: string | undefined
  readonly userAgent: string | undefined
  readonly requestId: string
}

/** What every way in has passed. */
interface Door {
  readonly installation: InstallationContext
  readonly workspace: Workspace
  readonly hello: Handshake
}

export type Admit = (request: AdmissionRequest) => Promise<Admission>

/**
 * Lets a widget in, or throws the catalogued reason why not: HANDSHAKE_INVALID, KEY_UNKNOWN, KEY_WRONG_KIND, ORIGIN_MISSING,
 * ORIGIN_NOT_ALLOWED, TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_REQUIRED, TENANT_LIMIT.
 */
export const createAdmission = (deps: {
  workspaces: WorkspaceRegistry
  tenants: TenantRegistry
  users: UserRegistry
  ambient: Ambient
}): Admit => {
  const { workspaces, tenants, users, ambient } = deps

  /** A user of one tenant, by the team's id for them. @param verified whether that id was signed for */
  const enterAsUser = async (
    { installation, workspace }: Door,
    tenantOutside: string,
    userOutside: string,
    verified: boolean,
  ): Promise<Pick<Admission, 'context' | 'user'>> => {
    const { tenant } = await tenants.register(installation, workspace, tenantOutside)
    const as = (user: string) =>
      tenantContext(workspace.id, tenant, { kind: 'user', user, verified }, installation.requestId)
    const user = await users.resolve(as(''), workspace, userOutside, verified)
    return { context: as(user), user }
  }

  const visitorContext = async ({ installation, workspace }: Door, visitor: string): Promise<TenantContext> => {
    const { tenant } = await tenants.register(installation, workspace, defaultTenant)
    return tenantContext(workspace.id, tenant, { kind: 'visitor', user: visitor }, installation.requestId)
  }

  /** @throws AppError HANDSHAKE_INVALID, KEY_UNKNOWN, KEY_WRONG_KIND, ORIGIN_MISSING, ORIGIN_NOT_ALLOWED */
  const openDoor = async ({ handshake: raw, origin, requestId }: AdmissionRequest): Promise<Door> => {
    const parsed = handshake.safeParse(raw)
    if (!parsed.success)
      throw new AppError('HANDSHAKE_INVALID', {
        at: parsed.error.issues[0]?.path.join('.') ?? '',
        reason: parsed.error.issues[0]?.message ?? '',
      })
    const installation = installationContext({ kind: 'visitor', user: '' }, requestId)
    const key = await workspaces.proveKey(installation, parsed.data.key, ['pk'])
    const workspace = await workspaces.get(installation, key.workspace)
    if (origin === undefined) throw new AppError('ORIGIN_MISSING')
    if (!workspace.origins.includes(origin)) throw new AppError('ORIGIN_NOT_ALLOWED', { origin })
    return { installation, workspace, hello: parsed.data }
  }

  return async (request) => {
    const door = await openDoor(request)
    const { installation, workspace, hello } = door
    const { id, visitorSecret } = workspace
    const device = deviceOf(request.userAgent)
    const heard = {
      locale: hello.locale ?? null,
      ...(hello.timeZone === undefined ? {} : { timeZone: hello.timeZone }),
      ...(device === undefined ? {} : { device }),
    }
    const now = ambient.now()
    const knownVisitor = hello.visitor && (await readVisitorToken(hello.visitor, id, visitorSecret, now))

    if (hello.token !== undefined) {
      const secretFor = async (kid: string) => (await workspaces.signingSecret(installation, id, kid))?.secret
      const { sub, tenant, account, traits, exp } = await verifyUserToken(hello.token, id, secretFor, now)
      return {
        ...(await enterAsUser(door, tenant ?? defaultTenant, sub, true)),
        identity: 'verified',
        handshake: hello,
        identified: { kind: 'user', verified: true, traits: traits ?? {}, account: account ?? null, ...heard },
        visitorToken: null,
        visit: knownVisitor ? { context: await visitorContext(door, knownVisitor), visitor: knownVisitor } : null,
        expiresAt: exp * 1_000,
      }
    }

    if (hello.user !== undefined) {
      if (workspace.enforceTokens) throw new AppError('TOKEN_REQUIRED')
      return {
        ...(await enterAsUser(door, defaultTenant, hello.user, false)),
        identity: 'unverified',
        handshake: hello,
        identified: { kind: 'user', verified: false, traits: {}, account: null, ...heard },
        visitorToken: null,
        visit: null,
        expiresAt: null,
      }
    }

    const visitor = knownVisitor || `v${ambient.id()}`
    return {
      context: await visitorContext(door, visitor),
      user: visitor,
      identity: 'visitor',
      handshake: hello,
      identified: { kind: 'visitor', verified: false, traits: {}, account: null, ...heard },
      visitorToken: knownVisitor ? null : await mintVisitorToken(visitor, id, visitorSecret, now),
      visit: null,
      expiresAt: null,
    }
  }
}
