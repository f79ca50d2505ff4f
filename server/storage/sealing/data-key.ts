import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Scope } from '../scope.ts'
import { openText, type SealingKeys, sealText } from './sealer.ts'

const derive = (secret: Uint8Array, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, '', `cairn/${purpose}`, 32))

const wrappingKeys = (master: Uint8Array): SealingKeys => ({
  version: 1,
  seal: derive(master, 'wrap'),
  blind: derive(master, 'unused'),
})

const placeOf = (scope: Scope) => `data-key ${scope}`

/** A fresh data key for a scope, wrapped under the operator's master key; the wrapped form is all that is ever stored. */
export const mintWrappedKey = (master: Uint8Array, scope: Scope): Buffer =>
  sealText(wrappingKeys(master), placeOf(scope), randomBytes(32).toString('base64'))

/** @throws {SealBrokenError} under another master key, or for another scope's key. */
export const unwrapKey = (master: Uint8Array, scope: Scope, wrapped: Uint8Array): SealingKeys => {
  const dataKey = Buffer.from(openText(wrappingKeys(master), placeOf(scope), wrapped), 'base64')
  return { version: 1, seal: derive(dataKey, 'seal'), blind: derive(dataKey, 'blind') }
}

/** Stands beside the wrapped keys and tells a wrong master key at the start, before anything is read or written with it. */
export const masterKeyCheck = (master: Uint8Array): Buffer => createHmac('sha256', derive(master, 'check')).digest()

export const provesMasterKey = (master: Uint8Array, check: Uint8Array): boolean => {
  const expected = masterKeyCheck(master)
  return check.length === expected.length && timingSafeEqual(check, expected)
}
