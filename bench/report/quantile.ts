/** Nearest-rank quantile. @param share 0..1 @throws {RangeError} for no values */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const found = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
  if (found === undefined) throw new RangeError('a quantile of nothing')
  return found
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)
