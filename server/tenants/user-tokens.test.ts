import { createHmac, generateKeyPairSync } from 'node:crypto'
import { SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../contract/errors.ts'
import { verifyUserToken } from './user-tokens.ts'

const now = Date.UTC(2026, 10, 21, 12)
const seconds = Math.floor(now / 1_000)
const secret = 'a-signing-secret-of-256-bits-or-more-in-length'
const secretFor = async (kid: string) => (kid === 'k1' ? secret : undefined)
const base = { sub: 'ada@example.test', aud: 'w1', iat: seconds, exp: seconds + 3_600 }

const signed = (claims: Record<string, unknown>, header: Record<string, unknown> = {}, key: string = secret) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'k1', ...header }).sign(Buffer.from(key))
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const verify = (token: string) => verifyUserToken(token, 'w1', secretFor, now)
const codeOf = async (token: string) => {
  try {
    await verify(token)
    return 'accepted'
  } catch (error) {
    return error instanceof AppError ? error.code : String(error)
  }
}

test('a token with every required claim names its user, tenant, account and traits', async () => {
  const claims = await verify(
    await signed({ ...base, tenant: 'acme', account: 'acme-eu', traits: { role: 'admin', plan: 'team' } }),
  )
  expect(claims).toMatchObject({
    sub: 'ada@example.test',
    tenant: 'acme',
    account: 'acme-eu',
    traits: { role: 'admin', plan: 'team' },
  })
})

describe('a forged or careless token is refused', () => {
  const unsigned = `${part({ alg: 'none', kid: 'k1' })}.${part(base)}.`
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString()
  const confused = (() => {
    const head = `${part({ alg: 'RS256', kid: 'k1' })}.${part(base)}`
    return `${head}.${createHmac('sha256', rsa).update(head).digest('base64url')}`
  })()
  const table: readonly (readonly [string, string | Promise<string>, string])[] = [
    ['alg none', unsigned, 'TOKEN_INVALID'],
    ['RS256 with an HMAC over the public key', confused, 'TOKEN_INVALID'],
    ['another secret', signed(base, {}, 'another-secret-another-secret-another'), 'TOKEN_INVALID'],
    ['an unknown kid', signed(base, { kid: 'k2' }), 'TOKEN_INVALID'],
    ['no kid', signed(base, { kid: undefined }), 'TOKEN_INVALID'],
    ['jku', signed(base, { jku: 'https://evil.test/keys' }), 'TOKEN_INVALID'],
    ['jwk', signed(base, { jwk: { kty: 'oct', k: 'AAAA' } }), 'TOKEN_INVALID'],
    ['x5u', signed(base, { x5u: 'https://evil.test/cert' }), 'TOKEN_INVALID'],
    ['another workspace', signed({ ...base, aud: 'w2' }), 'TOKEN_INVALID'],
    ['no audience', signed({ ...base, aud: undefined }), 'TOKEN_INVALID'],
    ['no subject', signed({ ...base, sub: undefined }), 'TOKEN_INVALID'],
    ['no iat', signed({ ...base, iat: undefined }), 'TOKEN_INVALID'],
    ['no exp', signed({ ...base, exp: undefined }), 'TOKEN_INVALID'],
    ['a lifetime over 24 h', signed({ ...base, exp: seconds + 24 * 3_600 + 1 }), 'TOKEN_INVALID'],
    ['iat in the future', signed({ ...base, iat: seconds + 61, exp: seconds + 3_600 }), 'TOKEN_INVALID'],
    ['nbf in the future', signed({ ...base, nbf: seconds + 61 }), 'TOKEN_INVALID'],
    ['expired beyond the skew', signed({ ...base, iat: seconds - 3_600, exp: seconds - 61 }), 'TOKEN_EXPIRED'],
    ['a subject with a control character', signed({ ...base, sub: 'a\u0000b' }), 'TOKEN_INVALID'],
    ['a tenant that is no text', signed({ ...base, tenant: { $ne: null } }), 'TOKEN_INVALID'],
    ['no JWT', 'not-a-token', 'TOKEN_INVALID'],
  ]
  test.each(table)('%s', async (_what, token, code) => {
    expect(await codeOf(await token)).toBe(code)
  })
})

describe('at the borders a token still counts', () => {
  test.each([
    ['exactly 24 h', { ...base, exp: seconds + 24 * 3_600 }],
    ['iat within the skew', { ...base, iat: seconds + 59 }],
    ['expired within the skew', { ...base, iat: seconds - 3_600, exp: seconds - 59 }],
  ])('%s', async (_what, claims) => {
    expect(await codeOf(await signed(claims))).toBe('accepted')
  })
})
