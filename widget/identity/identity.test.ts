import { expect, test } from 'vitest'
import { subjectOf, userIdentity, visitorIdentity } from './identity.ts'

test('the mark on a user’s messages names nobody and tells users apart', () => {
  const marks = Array.from({ length: 500 }, (_, i) => userIdentity(`user-${i}@example.org`, null).owner)
  expect(new Set(marks).size).toBe(500)
  expect(marks).not.toContain(visitorIdentity.owner)
  for (const mark of marks) expect(mark).toMatch(/^u[a-z0-9]{1,7}$/)
})

test('a token’s subject is read, in any script; what is no token has none', () => {
  const token = (payload: unknown) => `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.x`
  expect(subjectOf(token({ sub: 'Zoë/你好' }))).toBe('Zoë/你好')
  for (const rubbish of ['', 'x', 'a.b.c', token({}), token({ sub: 7 }), token(null)])
    expect(subjectOf(rubbish)).toBeNull()
})
