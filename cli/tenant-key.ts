import { type Command, Misuse, print, required, tenantPath } from './command.ts'

interface Key {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly createdBy: string
  readonly expiresAt: number | null
  readonly revokedAt: number | null
}

const day = (ms: number): string => new Date(ms).toISOString()

const told = ({ id, name, createdAt, createdBy, expiresAt, revokedAt }: Key): string => {
  const end = revokedAt !== null ? `, revoked ${day(revokedAt)}` : expiresAt === null ? '' : `, until ${day(expiresAt)}`
  return `${id}  ${JSON.stringify(name)}, made ${day(createdAt)} by ${createdBy}${end}`
}

/** A key for a customer is never made for the tenant that stands in when none is named. */
const keysPath = (tenant: string | undefined): string => `${tenantPath(required(tenant, '--tenant'))}/keys`

export const createTenantKey = async ({ words, tenant, options: { until }, call }: Command): Promise<number> => {
  const place = keysPath(tenant)
  const name = required(words[0], 'NAME')
  if (until !== undefined && Number.isNaN(Date.parse(until)))
    throw new Misuse('--until takes a time: 2026-12-01T18:00Z')
  const expiresAt = until === undefined ? {} : { expiresAt: Date.parse(until) }
  const { key, id } = await call<Key & { readonly key: string }>('POST', place, { name, ...expiresAt })
  print(`${key}\nShown this once. To revoke it: cairn tenant key revoke ${id} --tenant ${tenant}`)
  return 0
}

export const showTenantKeys = async ({ tenant, call }: Command): Promise<number> => {
  for (const key of (await call<{ keys: readonly Key[] }>('GET', keysPath(tenant))).keys) print(told(key))
  return 0
}

export const revokeTenantKey = async ({ words, tenant, options: { why }, call }: Command): Promise<number> => {
  const place = `${keysPath(tenant)}/${encodeURIComponent(required(words[0], 'ID'))}`
  await call('DELETE', place, why === undefined ? undefined : { why })
  return 0
}
