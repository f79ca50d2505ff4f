/** So few are looked up in a list of thousands at a quarter of what indexing it costs. */
const fewAsked = 16

/** Whether something is in a list. A recommender proposes a few of thousands; only who proposes many pays for an index. */
export const membership = (list: readonly string[]): ((item: string) => boolean) => {
  let asked = 0
  let index: ReadonlySet<string> | undefined
  return (item) => {
    if (index !== undefined) return index.has(item)
    asked += 1
    if (asked <= fewAsked) return list.includes(item)
    index = new Set(list)
    return index.has(item)
  }
}
