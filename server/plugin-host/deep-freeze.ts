const frozen = new WeakSet<object>()

/**
 * Freezes plain data all the way down. What was frozen here before is not walked again, so that a session which shares most of its parts
 * with the one before costs only its new ones.
 */
export const deepFreeze = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || frozen.has(value)) return value
  frozen.add(value)
  if (value instanceof Map) {
    for (const [key, item] of value) {
      deepFreeze(key)
      deepFreeze(item)
    }
  } else if (value instanceof Set) for (const item of value) deepFreeze(item)
  // The elements of a typed array cannot be frozen.
  if (ArrayBuffer.isView(value)) return value
  for (const key in value) if (Object.hasOwn(value, key)) deepFreeze(value[key])
  return Object.freeze(value)
}
