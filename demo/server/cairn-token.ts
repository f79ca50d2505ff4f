import { SignJWT } from 'jose'
import type { CairnKeys } from './cairn-keys.ts'
import type { Company, Person } from './shapes.ts'

const lifetimeSeconds = 3_600

/** States to Cairn who is signed in, in which customer's account and with which role and plan. @param now epoch ms */
export const signCairnToken = (
  person: Person,
  company: Company,
  { workspace, signing }: Pick<CairnKeys, 'workspace' | 'signing'>,
  now: number,
): Promise<string> => {
  const issuedAt = Math.floor(now / 1_000)
  return new SignJWT({
    tenant: company.id,
    account: company.id,
    traits: { name: person.name, email: person.email, role: person.role, plan: company.plan.toLowerCase() },
  })
    .setProtectedHeader({ alg: 'HS256', kid: signing.kid, typ: 'JWT' })
    .setSubject(person.id)
    .setAudience(workspace)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetimeSeconds)
    .sign(Buffer.from(signing.secret))
}
