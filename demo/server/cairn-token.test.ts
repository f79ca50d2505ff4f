import { decodeProtectedHeader, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { verifyUserToken } from '../../server/tenants/user-tokens.ts'
import { signCairnToken } from './cairn-token.ts'
import { companyById, people } from './people.ts'

const keys = { workspace: 'w1', signing: { kid: 'k1', secret: 'a secret of the workspace, long enough' } }
const now = 1_800_000_000_000

test.each(people)(
  'the token of $name is one that Cairn takes, and names their customer, role and plan',
  async (person) => {
    const company = companyById(person.company)
    const token = await signCairnToken(person, company, keys, now)
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'HS256', kid: 'k1' })
    const claims = await verifyUserToken(
      token,
      'w1',
      async (kid) => (kid === 'k1' ? keys.signing.secret : undefined),
      now,
    )
    expect(claims).toMatchObject({
      sub: person.id,
      tenant: person.company,
      account: person.company,
      traits: { name: person.name, email: person.email, role: person.role, plan: company.plan.toLowerCase() },
    })
  },
)

test('a token is good for one hour', async () => {
  const person = people[0]!
  const token = await signCairnToken(person, companyById(person.company), keys, now)
  const { payload } = await jwtVerify(token, Buffer.from(keys.signing.secret), { currentDate: new Date(now) })
  expect(payload.exp! - payload.iat!).toBe(3_600)
})
