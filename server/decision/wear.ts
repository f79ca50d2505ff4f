import type { CompiledCatalogue, CompiledItem } from '../../contract/compiled-catalogue.ts'
import { limits } from '../../contract/limits.ts'
import type { Session, ShownContent } from '../../contract/session.ts'

/** Until when content is worn, epoch ms; undefined while it was heeded, or seldom shown. */
const ownWear = ({ unheeded = 0, lastAt }: ShownContent): number | undefined => {
  const rests = Math.floor(unheeded / limits.wornAfter)
  return rests === 0 ? undefined : lastAt + Math.min(rests * limits.wornMs, limits.longestWornMs)
}

/**
 * Who was shown something again and again and did nothing with it has seen it. After every third showing in a row it is worn for three days
 * more, thirty at most; so is a topic of which two contents are worn, for as long as both are. What is worn goes behind others of its
 * priority, and is shown where there are none. Once per decision; a user whom nothing was shown in vain costs a look through `session.shown`.
 * @returns until when an item is worn, epoch ms; undefined for not
 */
export const wearOf = (
  { shown }: Pick<Session, 'shown'>,
  catalogue: Pick<CompiledCatalogue, 'byKey'>,
  now: number,
): ((item: CompiledItem) => number | undefined) => {
  const own = new Map<string, number>()
  const byTopic = new Map<string, number[]>()
  for (const key in shown) {
    const one = shown[key]
    const until = one === undefined ? undefined : ownWear(one)
    if (until === undefined || until <= now) continue
    own.set(key, until)
    for (const topic of catalogue.byKey.get(key)?.content.topics ?? [])
      byTopic.set(topic, [...(byTopic.get(topic) ?? []), until])
  }
  if (own.size === 0) return () => undefined
  const topicWear = (topic: string): number => byTopic.get(topic)?.sort((a, b) => b - a)[1] ?? 0
  return ({ key, content }) => {
    const until = Math.max(own.get(key) ?? 0, ...(content.topics ?? []).map(topicWear))
    return until === 0 ? undefined : until
  }
}
