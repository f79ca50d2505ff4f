/**
 * RFC 9562, section 5.7: 48 bits of epoch ms, then chance.
 * @param random at least 10 bytes
 */
export const uuidV7 = (now: number, random: Uint8Array): string => {
  const bytes = [...random.subarray(0, 10)]
  bytes[0] = 0x70 | ((bytes[0] ?? 0) & 0x0f)
  bytes[2] = 0x80 | ((bytes[2] ?? 0) & 0x3f)
  const rest = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const time = now.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-${rest.slice(0, 4)}-${rest.slice(4, 8)}-${rest.slice(8)}`
}
