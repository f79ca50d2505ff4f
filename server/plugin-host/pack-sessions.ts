import { serialize } from 'node:v8'
import { LRUCache } from 'lru-cache'

export interface Packed {
  readonly number: number
  readonly bytes: Uint8Array
}

/** Sessions that are being decided for at one time. */
const sessionsPacked = 64

/** Writes a session once, for all threads and slots that it is sent to while it is decided for; it never changes, a newer one is another object. */
export const createPacker = (): ((session: object) => Packed) => {
  const held = new LRUCache<object, Packed>({ max: sessionsPacked })
  let last = 0
  return (session) => {
    const known = held.get(session)
    if (known !== undefined) return known
    last += 1
    const packed = { number: last, bytes: serialize(session) }
    held.set(session, packed)
    return packed
  }
}
