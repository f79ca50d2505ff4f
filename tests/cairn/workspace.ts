import { SignJWT } from 'jose'
import type { RunningCairn } from './start-cairn.ts'

/** A SaaS team with its keys, speaking HTTP as its back end would. */
export interface TestWorkspace {
  readonly id: string
  readonly publishableKey: string
  readonly secretKey: string
  readonly signing: { readonly kid: string; readonly secret: string }
  /** Calls the API with the secret key. @throws when the answer is not a success */
  call<T = unknown>(method: string, path: string, body?: unknown): Promise<T>
  /** Calls it and gives back whatever came. */
  raw(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: unknown }>
  /** Saves and publishes content, for the workspace or one tenant. */
  publish(key: string, content: Record<string, unknown>, tenant?: string): Promise<{ version: string }>
  /** Signs a user token as the team's back end does. */
  sign(
    user: string,
    claims?: { tenant?: string; account?: string; traits?: Record<string, unknown> },
    overrides?: Record<string, unknown>,
  ): Promise<string>
}

/** Its holdout is off unless told otherwise, so that a test's user is never one of the few who are not shown anything. */
export const createWorkspace = async (
  cairn: Pick<RunningCairn, 'url' | 'operatorKey'>,
  origins: readonly string[],
  settings: Record<string, unknown> = {},
): Promise<TestWorkspace> => {
  const created = await fetch(`${cairn.url}/v1/workspaces`, {
    method: 'POST',
    headers: { authorization: `Bearer ${cairn.operatorKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Test', origins }),
  })
  if (created.status !== 201) throw new Error(`workspace: ${created.status} ${await created.text()}`)
  const keys = (await created.json()) as {
    workspace: string
    publishableKey: string
    secretKey: string
    signing: { kid: string; secret: string }
  }

  const raw: TestWorkspace['raw'] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${cairn.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${keys.secretKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
  }
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await raw(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body as T
  }
  const workspace: TestWorkspace = {
    id: keys.workspace,
    publishableKey: keys.publishableKey,
    secretKey: keys.secretKey,
    signing: keys.signing,
    call,
    raw,
    async publish(key, content, tenant) {
      const base = tenant === undefined ? '/v1/content' : `/v1/tenants/${encodeURIComponent(tenant)}/content`
      if (tenant !== undefined) await call('PUT', `/v1/tenants/${encodeURIComponent(tenant)}`, {})
      await call('PUT', `${base}/${key}`, content)
      return call('POST', `${base}/${key}/publish`)
    },
    sign(user, claims = {}, overrides = {}) {
      const now = Math.floor(Date.now() / 1_000)
      return new SignJWT({ sub: user, aud: keys.workspace, iat: now, exp: now + 3_600, ...claims, ...overrides })
        .setProtectedHeader({ alg: 'HS256', kid: keys.signing.kid })
        .sign(Buffer.from(keys.signing.secret))
    },
  }
  await call('PUT', '/v1/settings', { why: 'test', value: { holdoutShare: 0, ...settings } })
  return workspace
}
