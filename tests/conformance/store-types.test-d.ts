import { defineCollection } from '../../contract/collection.ts'
import type { TenantContext, WorkspaceContext } from '../../contract/context.ts'
import type { Storage } from '../../server/storage/storage.ts'

/** Checked by `tsc -p tsconfig.tests.json`: each expected error is one, and nothing else is. */
interface Person {
  readonly id: string
  readonly team: string
  readonly email: string
  readonly note: string
}
const people = defineCollection<Person>()({ name: 'people', plain: ['team'], blind: ['email'], indexes: [['team']] })

// @ts-expect-error: a field that the record does not have
defineCollection<Person>()({ name: 'people', plain: ['tem'], blind: [], indexes: [] })
// @ts-expect-error: an index on a sealed field
defineCollection<Person>()({ name: 'people', plain: ['team'], blind: [], indexes: [['note']] })

export const typed = async (storage: Storage, tenant: TenantContext, workspace: WorkspaceContext): Promise<void> => {
  const found: Person[] = await storage.tenant.find(tenant, people, { team: { $in: ['red'] }, email: 'a@b.test' })
  await storage.tenant.find(
    tenant,
    people,
    { $or: [{ id: 'p1' }, { team: 'red' }] },
    {
      sort: [
        ['team', 1],
        ['id', -1],
      ],
    },
  )
  await storage.tenant.put(tenant, people, found[0] ?? { id: 'p', team: 't', email: 'e', note: 'n' })

  // @ts-expect-error: a sealed field cannot be filtered
  await storage.tenant.find(tenant, people, { note: 'x' })
  // @ts-expect-error: a sealed field cannot be filtered inside $or either
  await storage.tenant.find(tenant, people, { $or: [{ note: 'x' }] })
  // @ts-expect-error: a blind field takes one exact text
  await storage.tenant.find(tenant, people, { email: { $startsWith: 'a' } })
  // @ts-expect-error: a sealed field cannot be sorted by
  await storage.tenant.find(tenant, people, {}, { sort: [['note', 1]] })
  // @ts-expect-error: nor can a blind one
  await storage.tenant.find(tenant, people, {}, { sort: [['email', 1]] })
  // @ts-expect-error: a pattern is no comparison
  await storage.tenant.find(tenant, people, { team: { $regex: 'x' } })
  // @ts-expect-error: a record without its fields
  await storage.tenant.put(tenant, people, { id: 'p' })
  // @ts-expect-error: a tenant's store takes a tenant's context
  await storage.tenant.get(workspace, people, 'p')
  // @ts-expect-error: control data is not inside a tenant
  await storage.control.get(tenant, people, 'p')
  const written = { workspace: 'w', tenant: 't', principal: { kind: 'operator' as const }, requestId: 'r' }
  // @ts-expect-error: a context is made by the registry, not written down
  await storage.tenant.get(written, people, 'p')
}
