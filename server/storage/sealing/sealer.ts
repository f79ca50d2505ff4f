import { createCipheriv, createDecipheriv, createHmac, randomFillSync } from 'node:crypto'

/** What one scope seals with: derived from its data key, held in memory only. */
export interface SealingKeys {
  /** Written into every sealed value, so that a later key can stand beside this one. 1..2^32-1. */
  readonly version: number
  /** 256 bits, AES-256-GCM. */
  readonly seal: Uint8Array
  /** 256 bits, HMAC-SHA256. */
  readonly blind: Uint8Array
}

/** A sealed value that does not open: changed, moved to another place, or sealed under another key. */
export class SealBrokenError extends Error {
  override readonly name = 'SealBrokenError'
}

const format = 1
const nonceAt = 5
const nonceBytes = 12
const tagBytes = 16
const headerBytes = nonceAt + nonceBytes

// Drawing nonces one at a time costs more than the encryption of a small event.
const noncePool = Buffer.alloc(nonceBytes * 512)
let nonceNext = noncePool.length

const writeNonce = (target: Buffer): void => {
  if (nonceNext === noncePool.length) {
    randomFillSync(noncePool)
    nonceNext = 0
  }
  noncePool.copy(target, nonceAt, nonceNext, nonceNext + nonceBytes)
  nonceNext += nonceBytes
}

/**
 * AES-256-GCM under a random 96-bit nonce: at most 2^32 values per key version (NIST SP 800-38D, 8.3).
 * @param place what the value is and where it stands; it opens nowhere else.
 * @returns format (1 byte), key version (4), nonce (12), ciphertext, tag (16).
 */
export const sealText = (keys: SealingKeys, place: string, text: string): Buffer => {
  const header = Buffer.allocUnsafe(headerBytes)
  header[0] = format
  header.writeUInt32BE(keys.version, 1)
  writeNonce(header)
  const cipher = createCipheriv('aes-256-gcm', keys.seal, header.subarray(nonceAt))
  cipher.setAAD(Buffer.from(place))
  const sealed = cipher.update(text, 'utf8')
  cipher.final()
  return Buffer.concat([header, sealed, cipher.getAuthTag()])
}

/** @throws {SealBrokenError} */
export const openText = (keys: SealingKeys, place: string, sealed: Uint8Array): string => {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  if (bytes.length < headerBytes + tagBytes || bytes[0] !== format || bytes.readUInt32BE(1) !== keys.version)
    throw new SealBrokenError('a sealed value has an unknown header')
  const decipher = createDecipheriv('aes-256-gcm', keys.seal, bytes.subarray(nonceAt, headerBytes))
  decipher.setAAD(Buffer.from(place))
  decipher.setAuthTag(bytes.subarray(-tagBytes))
  try {
    const text = decipher.update(bytes.subarray(headerBytes, -tagBytes))
    decipher.final()
    return text.toString('utf8')
  } catch (cause) {
    throw new SealBrokenError('a sealed value was changed, moved or sealed under another key', { cause })
  }
}

/** Finds equal values without storing them: HMAC-SHA256 over the place and the value, 43 characters of base64url. */
export const blindHash = (keys: SealingKeys, place: string, value: string): string =>
  createHmac('sha256', keys.blind).update(place).update('\0').update(value).digest('base64url')
