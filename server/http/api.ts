import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from 'express'
import type { Ambient } from '../../contract/ambient.ts'
import type { InstallationContext, Principal, TenantContext, WorkspaceContext } from '../../contract/context.ts'
import { AppError, errorCatalogue } from '../../contract/errors.ts'
import { limits } from '../../contract/limits.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import type { KeyKind, StoredKey } from '../tenants/keys.ts'
import type { Action } from '../tenants/permissions.ts'
import type { TenantKey, TenantKeys } from '../tenants/tenant-keys.ts'
import type { RegisteredTenant, TenantRegistry } from '../tenants/tenant-registry.ts'
import type { Workspace, WorkspaceRegistry } from '../tenants/workspace-registry.ts'
import { audited } from './audited.ts'
import { createDenials } from './denials.ts'
import type { Answer, Request, Route } from './route.ts'

export interface ApiOptions {
  readonly routes: readonly Route[]
  readonly workspaces: WorkspaceRegistry
  readonly tenants: TenantRegistry
  readonly tenantKeys: Pick<TenantKeys, 'prove' | 'namedBy'>
  readonly contexts: {
    installation(principal: Principal, requestId: string): InstallationContext
    workspace(workspace: string, principal: Principal, requestId: string): WorkspaceContext
    tenant(workspace: string, tenant: string, principal: Principal, requestId: string): TenantContext
  }
  readonly mayDo: (principal: Principal | undefined, action: Action) => boolean
  /** @returns after how many ms this key may ask again; undefined when it may now */
  readonly waitFor: (key: string) => number | undefined
  readonly audit: Pick<AuditLog, 'append'>
  readonly ambient: Ambient
  readonly telemetry: Telemetry
}

const bodyBytes = 256 * 1024

/** Stands on every answer; the console brings its own policy when it comes. */
const securityHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  })
  next()
}

const sendError = (response: Response, requestId: string, error: AppError): void => {
  const { message, mend, status } = errorCatalogue[error.code]
  if (typeof error.facts.retryAfterMs === 'number')
    response.set('Retry-After', String(Math.ceil(error.facts.retryAfterMs / 1_000)))
  response.status(status).json({ error: { code: error.code, message, mend, facts: error.facts, requestId } })
}

/** What Express and its body parser throw, in the words of the catalogue. */
const asAppError = (cause: unknown): AppError => {
  if (cause instanceof AppError) return cause
  const type = (cause as { type?: unknown } | null)?.type
  if (type === 'entity.too.large') return new AppError('BODY_TOO_LARGE', { limitBytes: bodyBytes }, cause)
  if (
    type === 'entity.parse.failed' ||
    type === 'encoding.unsupported' ||
    type === 'charset.unsupported' ||
    type === 'request.size.invalid' ||
    type === 'request.aborted'
  )
    return new AppError('JSON_INVALID', {}, cause)
  if (cause instanceof URIError) return new AppError('NOT_FOUND', {}, cause)
  return new AppError('INTERNAL', {}, cause)
}

const parse = <T>(
  schema: {
    safeParse(
      value: unknown,
    ):
      | { success: true; data: T }
      | { success: false; error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } }
  },
  value: unknown,
): T => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new AppError('REQUEST_INVALID', {
    details: parsed.error.issues
      .slice(0, 10)
      .map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`.slice(0, limits.titleLength)),
  })
}

/** Express, fed from the table of routes: it parses, proves the caller, makes the context, answers. It decides nothing. */
export const createApi = (options: ApiOptions): Express => {
  const { ambient, telemetry, contexts, workspaces, tenants } = options
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', 'simple')
  app.use(securityHeaders)
  // Node 20 has no bound on inflated size, so compressed bodies are refused.
  app.use(express.json({ limit: bodyBytes, inflate: false, strict: true }))

  const denials = createDenials(options.audit, ambient)
  const wantedKeys = (route: Route): readonly KeyKind[] => (route.at === 'installation' ? ['op'] : ['sk'])

  const proveCaller = async (
    authorization: string | undefined,
    origin: string | undefined,
    route: Route,
    requestId: string,
  ): Promise<StoredKey | TenantKey> => {
    const text = authorization?.startsWith('Bearer ') === true ? authorization.slice(7) : undefined
    if (text === undefined) throw new AppError('KEY_MISSING')
    const inside = contexts.installation({ kind: 'visitor', user: '' }, requestId)
    const own = route.at === 'tenant' ? await options.tenantKeys.prove(inside, text) : undefined
    const key = own ?? (await workspaces.proveKey(inside, text, wantedKeys(route)))
    if (origin !== undefined) {
      telemetry.log.warn({ requestId, key: key.id }, 'a secret key was sent by a browser')
      throw new AppError('KEY_IN_BROWSER')
    }
    return key
  }

  /** The log of whose key it is; a key that nobody ever had is in no log but the server's. */
  const noteDenial = async (route: Route, authorization: string | undefined, requestId: string, cause: unknown) => {
    const nobody: Principal = { kind: 'visitor', user: '' }
    const installation = contexts.installation(nobody, requestId)
    const text = authorization?.slice('Bearer '.length) ?? ''
    const own = await options.tenantKeys.namedBy(installation, text)
    if (own !== undefined) {
      const context = contexts.tenant(own.workspace, own.tenant, nobody, requestId)
      return denials.note(context, `${own.kind}:${own.id}`, route, cause)
    }
    const key = await workspaces.keyNamedBy(installation, text)
    if (key === undefined) return
    const context = key.workspace === '' ? installation : contexts.workspace(key.workspace, nobody, requestId)
    await denials.note(context, `${key.kind}:${key.id}`, route, cause)
  }

  const principalOf = ({ kind, id }: StoredKey): Principal => {
    if (kind === 'op') return { kind: 'operator' }
    return kind === 'tk' ? { kind: 'tenant-admin', key: id } : { kind: 'secret-key', key: id }
  }

  /** To a key of one tenant every other is the same, whether there is such a one or not. */
  const findTenant = async (
    context: WorkspaceContext,
    workspace: Workspace,
    outside: string,
    key: StoredKey | TenantKey,
  ): Promise<RegisteredTenant> => {
    if (!('tenant' in key)) return tenants.find(context, workspace, outside)
    const found = await tenants.find(context, workspace, outside).catch((cause: unknown) => {
      if (cause instanceof AppError && cause.code === 'TENANT_UNKNOWN') return undefined
      throw cause
    })
    if (found?.tenant !== key.tenant) throw new AppError('KEY_OTHER_TENANT')
    return found
  }

  /** The one place where a change is written down: a route cannot be declared as a change without saying how, and is not run otherwise. */
  const run = (
    route: Route,
    request: Request<unknown, unknown, unknown>,
    context: InstallationContext | WorkspaceContext | TenantContext,
    handle: () => Promise<Answer>,
  ): Promise<Answer> => {
    const describe = route.audit
    return describe === undefined
      ? handle()
      : audited(options.audit, context, route, (answer) => describe(request, answer), handle)
  }

  const serve = async (route: Route, request: express.Request, requestId: string): Promise<Answer> => {
    const parts = () => ({
      params: parse(route.params, request.params),
      query: parse(route.query, request.query),
      body: parse(route.body, request.body),
    })
    if (route.at === 'public') return route.handle(parts())
    const { authorization, origin } = request.headers
    const denied = async (cause: unknown): Promise<never> => {
      await noteDenial(route, authorization, requestId, cause)
      throw cause
    }
    const key = await proveCaller(authorization, origin, route, requestId).catch(denied)
    const retryAfterMs = options.waitFor(key.id)
    if (retryAfterMs !== undefined) throw new AppError('RATE_LIMITED', { retryAfterMs })
    const principal = principalOf(key)
    if (!options.mayDo(principal, route.action)) return denied(new AppError('KEY_WRONG_KIND', { action: route.action }))
    if (route.at === 'installation') {
      const [asked, inside] = [parts(), contexts.installation(principal, requestId)]
      return run(route, asked, inside, () => route.handle(asked, inside))
    }
    const context = contexts.workspace(key.workspace, principal, requestId)
    const workspace = await workspaces.get(context, key.workspace)
    if (route.at === 'workspace') {
      const asked = parts()
      return run(route, asked, context, () => route.handle(asked, context, workspace))
    }
    // Whether there is such a tenant comes before what is asked of it, so that a stranger's key learns nothing else.
    const { tenant: outside } = parse(route.params, request.params) as { tenant: string }
    const tenant = await findTenant(context, workspace, outside, key).catch(denied)
    const [asked, inside] = [parts(), contexts.tenant(key.workspace, tenant.tenant, principal, requestId)]
    return run(route, asked, inside, () => route.handle(asked, inside, tenant, workspace))
  }

  for (const route of options.routes)
    app[route.method](route.path, (request, response, next) => {
      const requestId = ambient.id()
      const startedAt = ambient.monotonicMs()
      response.set('X-Request-Id', requestId)
      response.locals.requestId = requestId
      response.once('finish', () => {
        const labels = { route: `${route.method} ${route.path}`, status: String(response.statusCode) }
        telemetry.count('cairn_http_requests_total', labels)
        telemetry.observe('cairn_http_request_seconds', (ambient.monotonicMs() - startedAt) / 1_000, {
          route: labels.route,
        })
      })
      serve(route, request, requestId).then(({ status, json, text, lines }) => {
        response.status(status)
        if (lines !== undefined) {
          response.type(lines.type)
          // Whoever went away in the middle is no failure; what failed in the middle leaves the export without its last line.
          pipeline(Readable.from(lines.text), response).catch((cause: unknown) =>
            telemetry.log.warn({ err: cause, requestId }, 'an answer was cut short'),
          )
        } else if (text !== undefined) response.type(text.type).send(text.body)
        else if (json === undefined) response.end()
        else response.json(json)
      }, next)
    })

  app.use((_request, _response, next) => next(new AppError('NOT_FOUND')))
  const onError: ErrorRequestHandler = (cause, _request, response, next) => {
    const requestId: string = response.locals.requestId ?? ambient.id()
    const error = asAppError(cause)
    if (error.code === 'INTERNAL') telemetry.log.error({ err: cause, requestId }, 'a request failed')
    if (response.headersSent) return next(cause)
    sendError(response, requestId, error)
  }
  app.use(onError)
  return app
}
