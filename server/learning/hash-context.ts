/** What is known of the moment, by name: `role=admin` with 1, `recency:report_opened` with 0.4. Values in 0..1. */
export type ContextFeatures = readonly (readonly [name: string, value: number])[]

/** 32 bits from a text: FNV-1a, finished like MurmurHash3, so that neighbouring names part in every bit. */
const hashText = (text: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/**
 * Signed feature hashing (Weinberger et al., ICML 2009): any number of named features in a vector of fixed size, whose first place is the
 * constant 1. The salt is the tenant's own, so that what one tenant's model holds says nothing where the salt is not known, and nobody can
 * choose names that meet.
 * @returns `dims` numbers; the features' part has a length of 1 at most
 */
export const hashContext = (features: ContextFeatures, salt: string, dims: number): readonly number[] => {
  const vector = new Array<number>(dims).fill(0)
  for (const [name, value] of features) {
    const hash = hashText(`${salt}/${name}`)
    const place = 1 + ((hash >>> 1) % (dims - 1))
    vector[place] = (vector[place] as number) + ((hash & 1) === 0 ? value : -value)
  }
  const length = Math.hypot(...vector)
  const scaled = length > 1 ? vector.map((value) => value / length) : vector
  scaled[0] = 1
  return scaled
}
