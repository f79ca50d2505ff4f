/** A document by its position, with its score. */
export interface Found {
  readonly document: number
  readonly score: number
}

/**
 * The best of all scores above 0, best first, `most` at most; equal ones in their order. Costs little more than reading the scores once.
 * @param allowed 0 for a document that is not to be found; absent: all may be
 */
export const mostOf = (scores: Float64Array, most: number, allowed?: Uint8Array): readonly Found[] => {
  const best: Found[] = []
  for (let document = 0; document < scores.length; document++) {
    const score = scores[document] as number
    if (score <= 0 || (best.length === most && score <= (best[most - 1]?.score ?? Number.POSITIVE_INFINITY))) continue
    if (allowed !== undefined && allowed[document] === 0) continue
    let [low, high] = [0, best.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((best[middle] as Found).score >= score) low = middle + 1
      else high = middle
    }
    if (best.length === most) best.pop()
    best.splice(low, 0, { document, score })
  }
  return best
}
