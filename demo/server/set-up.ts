import { readFileSync } from 'node:fs'
import { type CairnKeys, parseCairnKeys } from './cairn-keys.ts'
import { tenantSettings, workspaceSettings } from './cairn-settings.ts'
import { CairnRefusal, type CallCairn, callCairn } from './call-cairn.ts'
import { companies } from './people.ts'
import type { ContentFiles } from './read-content.ts'

export interface SetUp {
  readonly cairn: string
  readonly origins: readonly string[]
  readonly operatorKeyFile: string | undefined
  readonly content: ContentFiles
  readonly keys: () => CairnKeys | undefined
  readonly newKeys: (keys: CairnKeys) => void
}

interface Listed {
  readonly published: readonly { readonly content: { readonly key: string } }[]
}

const createWorkspace = async ({ cairn, origins, operatorKeyFile }: SetUp): Promise<CairnKeys> => {
  if (operatorKeyFile === undefined)
    throw new Error('set CAIRN_OPERATOR_KEY_FILE to the operator.key in the data directory of Cairn')
  let operatorKey: string
  try {
    operatorKey = readFileSync(operatorKeyFile, 'utf8').trim()
  } catch {
    throw new Error(`CAIRN_OPERATOR_KEY_FILE is "${operatorKeyFile}", which cannot be read`)
  }
  return parseCairnKeys(await callCairn(cairn, operatorKey)('POST', '/v1/workspaces', { name: 'Halyard', origins }))
}

/** What an author has taken back or changed since stays as it is: only what was never there is written. */
const seedContent = async (call: CallCairn, base: string, items: Readonly<Record<string, unknown>>): Promise<void> => {
  const { published } = await call<Listed>('GET', base)
  const there = new Set(published.map(({ content }) => content.key))
  for (const [key, content] of Object.entries(items)) {
    if (there.has(key)) continue
    await call('PUT', `${base}/${key}`, content)
    await call('POST', `${base}/${key}/publish`)
  }
}

const seedSettings = async (call: CallCairn, path: string, why: string, value: unknown): Promise<void> => {
  const { changes } = await call<{ changes: readonly unknown[] }>('GET', path)
  if (changes.length === 0) await call('PUT', path, { why, value })
}

/** The keys that Cairn knows; new ones on the first start, and where Cairn has begun anew. */
const ensureKeys = async (setUp: SetUp): Promise<CairnKeys> => {
  const held = setUp.keys()
  if (held !== undefined) {
    try {
      await callCairn(setUp.cairn, held.secretKey)('PUT', '/v1/workspace', { origins: setUp.origins })
      return held
    } catch (cause) {
      if (!(cause instanceof CairnRefusal && cause.code === 'KEY_UNKNOWN')) throw cause
    }
  }
  const fresh = await createWorkspace(setUp)
  setUp.newKeys(fresh)
  return fresh
}

/**
 * Makes the product known to Cairn over HTTP, as any customer would: workspace, tenants, settings, content. Run again it changes nothing,
 * and completes what an earlier run did not reach.
 */
export const setUpCairn = async (setUp: SetUp): Promise<void> => {
  const { secretKey } = await ensureKeys(setUp)
  const call = callCairn(setUp.cairn, secretKey)
  await seedSettings(
    call,
    '/v1/settings',
    'The demo: everybody is shown everything, at a lively pace',
    workspaceSettings,
  )
  await seedContent(call, '/v1/content', setUp.content.workspace)
  for (const { id, name } of companies) {
    const tenant = `/v1/tenants/${id}`
    await call('PUT', tenant, { name })
    const own = Object.entries(tenantSettings).find(([key]) => key === id)?.[1]
    if (own !== undefined)
      await seedSettings(call, `${tenant}/settings`, `${name} wants few hints, in its own colour`, own)
    const items = setUp.content.tenants[id]
    if (items !== undefined) await seedContent(call, `${tenant}/content`, items)
  }
}
