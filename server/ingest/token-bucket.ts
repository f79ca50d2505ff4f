/**
 * A token bucket per key: `perSecond` tokens flow in, at most `capacity` are held. Written out, since a profile of the ingest path showed
 * the general library at an eighth of all its time.
 */
export interface TokenBuckets {
  /** @returns undefined when the tokens were there and are taken, else after how many ms they will be. Takes nothing then. */
  take(key: string, tokens: number, nowMs: number): number | undefined
}

interface Bucket {
  tokens: number
  at: number
}

/** Full buckets need no memory: they are dropped whenever so many keys are held. */
const sweepAt = 10_000

export const createTokenBuckets = (perSecond: number, capacity: number): TokenBuckets => {
  const buckets = new Map<string, Bucket>()
  const levelOf = ({ tokens, at }: Bucket, nowMs: number): number =>
    Math.min(capacity, tokens + (Math.max(0, nowMs - at) / 1_000) * perSecond)

  const sweep = (nowMs: number): void => {
    for (const [key, bucket] of buckets) if (levelOf(bucket, nowMs) >= capacity) buckets.delete(key)
  }

  return {
    take(key, tokens, nowMs) {
      let bucket = buckets.get(key)
      if (bucket === undefined) {
        if (buckets.size >= sweepAt) sweep(nowMs)
        bucket = { tokens: capacity, at: nowMs }
        buckets.set(key, bucket)
      }
      bucket.tokens = levelOf(bucket, nowMs)
      bucket.at = nowMs
      // More than a bucket can ever hold passes once it is full, else it would never pass at all.
      const needed = Math.min(tokens, capacity)
      if (bucket.tokens < needed) return Math.ceil(((needed - bucket.tokens) / perSecond) * 1_000 - 1e-6)
      bucket.tokens -= needed
      return undefined
    },
  }
}
