import { createHash, timingSafeEqual } from 'node:crypto'
import type { Ambient } from '../../contract/ambient.ts'

/** `pk` stands in pages, `sk` in back ends, `op` with the operator, `tk` with a customer's own admin. */
export type KeyKind = 'pk' | 'sk' | 'op' | 'tk'

/** What is kept of a key: enough to recognise it, nothing to make it from. */
export interface StoredKey {
  readonly id: string
  readonly kind: KeyKind
  readonly workspace: string
  readonly salt: string
  readonly hash: string
  readonly createdAt: number
  readonly revokedAt: number | null
}

const idLength = 12
const shape = /^(pk|sk|op|tk)_([A-Za-z0-9]{12})([A-Za-z0-9_-]{16,48})$/

const digest = (salt: string, secret: string): string => createHash('sha256').update(`${salt}.${secret}`).digest('hex')

/** Mints a key. The text is shown once; a secret of 192 bits needs no slow hash. */
export const mintKey = (
  kind: KeyKind,
  workspace: string,
  ambient: Pick<Ambient, 'now' | 'bytes'>,
): { readonly text: string; readonly stored: StoredKey } => {
  const id = Buffer.from(ambient.bytes(idLength / 2)).toString('hex')
  const secret = Buffer.from(ambient.bytes(24)).toString('base64url')
  const salt = Buffer.from(ambient.bytes(16)).toString('base64url')
  return {
    text: `${kind}_${id}${secret}`,
    stored: { id, kind, workspace, salt, hash: digest(salt, secret), createdAt: ambient.now(), revokedAt: null },
  }
}

/** Splits a key's text into what finds its record and what proves it; undefined when it is no key at all. */
export const parseKey = (
  text: string,
): { readonly kind: KeyKind; readonly id: string; readonly secret: string } | undefined => {
  const match = shape.exec(text)
  return match === null ? undefined : { kind: match[1] as KeyKind, id: match[2] as string, secret: match[3] as string }
}

/** Compares in constant time. */
export const provesKey = (stored: StoredKey, secret: string): boolean =>
  stored.revokedAt === null &&
  timingSafeEqual(Buffer.from(stored.hash, 'hex'), Buffer.from(digest(stored.salt, secret), 'hex'))
