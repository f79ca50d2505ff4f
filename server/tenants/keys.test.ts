import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { mintKey, parseKey, provesKey } from './keys.ts'

const ambient = {
  now: () => 1_760_000_000_000,
  monotonicMs: () => 0,
  id: () => 'id',
  uuid: () => 'uuid',
  seed: () => 1,
  bytes: (length: number) => randomBytes(length),
}

test('a minted key proves itself, and what is stored of it holds none of its secret', () => {
  const { text, stored } = mintKey('sk', 'w1', ambient)
  const parsed = parseKey(text)
  expect(parsed).toMatchObject({ kind: 'sk', id: stored.id })
  expect(provesKey(stored, parsed?.secret ?? '')).toBe(true)
  expect(JSON.stringify(stored)).not.toContain(parsed?.secret)
})

test('a key with one character changed proves nothing', () => {
  const { text, stored } = mintKey('sk', 'w1', ambient)
  const changed = `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`
  expect(provesKey(stored, parseKey(changed)?.secret ?? '')).toBe(false)
})

test('a revoked key proves nothing', () => {
  const { text, stored } = mintKey('sk', 'w1', ambient)
  expect(provesKey({ ...stored, revokedAt: 1 }, parseKey(text)?.secret ?? '')).toBe(false)
})

test.each([
  '',
  'sk_',
  'sk_short',
  'xx_abcdefghijklmnopqrstuvwxyzabcd',
  'sk_abcdefghijkl../../../etc/passwd',
  `sk_${'a'.repeat(200)}`,
])('%j is no key', (text) => {
  expect(parseKey(text)).toBeUndefined()
})
