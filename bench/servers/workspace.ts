import { createHmac } from 'node:crypto'
import type { ContentInput } from '../../contract/content.ts'
import type { CairnServer } from './start-cairn.ts'

export const origin = 'http://customer.example'

/** A SaaS team's workspace on the measured server. */
export interface BenchWorkspace {
  /** What a widget of this user sends to connect. */
  handshake(user: string): Record<string, unknown>
  readonly publishableKey: string
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** @throws {Error} when the server refuses anything */
export const createWorkspace = async (
  cairn: CairnServer,
  content: readonly ContentInput[],
  settings: object = {},
  origins: readonly string[] = [origin],
): Promise<BenchWorkspace> => {
  const call = async <T>(key: string, method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${cairn.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
  const keys = await call<{
    workspace: string
    publishableKey: string
    secretKey: string
    signing: { kid: string; secret: string }
  }>(cairn.operatorKey, 'POST', '/v1/workspaces', { name: 'Benchmark', origins })
  await call(keys.secretKey, 'PUT', '/v1/settings', { why: 'benchmark', value: { holdoutShare: 0, ...settings } })
  for (const item of content) {
    await call(keys.secretKey, 'PUT', `/v1/content/${item.key}`, item)
    await call(keys.secretKey, 'POST', `/v1/content/${item.key}/publish`)
  }

  const sign = (user: string): string => {
    const iat = Math.floor(Date.now() / 1_000)
    const head = encoded({ alg: 'HS256', typ: 'JWT', kid: keys.signing.kid })
    const claims = encoded({ sub: user, aud: keys.workspace, iat, exp: iat + 3_600, traits: { plan: 'free' } })
    const signature = createHmac('sha256', keys.signing.secret).update(`${head}.${claims}`).digest('base64url')
    return `${head}.${claims}.${signature}`
  }
  return {
    publishableKey: keys.publishableKey,
    handshake: (user) => ({ v: 1, key: keys.publishableKey, tab: `tab-${user}`, token: sign(user), locale: 'en-GB' }),
  }
}
