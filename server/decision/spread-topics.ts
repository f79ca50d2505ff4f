/**
 * Keeps one topic from filling the top of a list: of the first `k`, at most `most` share a topic as long as there is anything else to put
 * there. Whoever is put off comes next, and otherwise the order stays.
 */
export const spreadTopics = <T>(
  ordered: readonly T[],
  topicsOf: (one: T) => readonly string[],
  k: number,
  most: number,
): readonly T[] => {
  const first: T[] = []
  const putOff: T[] = []
  const counts = new Map<string, number>()
  for (const one of ordered) {
    const topics = topicsOf(one)
    if (first.length >= k || topics.some((topic) => (counts.get(topic) ?? 0) >= most)) {
      putOff.push(one)
      continue
    }
    first.push(one)
    for (const topic of topics) counts.set(topic, (counts.get(topic) ?? 0) + 1)
  }
  return [...first, ...putOff]
}
