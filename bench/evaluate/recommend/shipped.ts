import { content } from '../../../contract/content.ts'
import { emptySession } from '../../../contract/empty-session.ts'
import type { SessionEntry } from '../../../contract/entries.ts'
import type { ClientMessage } from '../../../contract/messages.ts'
import { type Catalogue, type LearningExample, limits } from '../../../contract/plugin.ts'
import { seededUnits } from '../../../contract/seeded-units.ts'
import type { Session } from '../../../contract/session.ts'
import plugin from '../../../plugins/recommenders/peer-patterns/index.ts'
import { doingsToTell } from '../../../server/event-flow/learning.ts'
import { foldEntry } from '../../../server/sessions/fold-entry.ts'
import type { EvaluatedRecommender } from './recommenders.ts'

const startedAt = 1_767_000_000_000
const minute = 60_000

/** Items as events: whatever they are called, an event has a name of its own. */
const eventNames = () => {
  const names = new Map<string, string>()
  return (item: string): string => {
    const name = names.get(item) ?? `e${names.size}`
    names.set(item, name)
    return name
  }
}

const does = (session: Session, name: string, at: number): Session => {
  const seq = session.seq + 1
  const message = { id: `m${seq}`, at, kind: 'track', name } as ClientMessage
  const body = { message, at, catalogue: 'none', source: 'server' as const }
  return foldEntry(session, { id: `e${seq}`, seq, at, kind: 'message', body } as SessionEntry, () => undefined)
}

/** The server's own way from a history to examples: folded, heard as much as one user is, told once. */
const livedBy = (
  names: readonly string[],
  hear: (examples: readonly Omit<LearningExample, 'who'>[]) => void,
): Session => {
  let session: Session = { ...emptySession('someone', startedAt), kind: 'user' }
  for (const [place, name] of names.entries()) {
    const told = session.seq
    session = does(session, name, startedAt + place * minute)
    hear(doingsToTell(session, told))
  }
  return session
}

/** One playbook for each item, for whoever asks for nothing in particular. */
const shelfOf = (items: readonly string[], nameOf: (item: string) => string): Catalogue => ({
  version: 'evaluated',
  items: items.map((item) => ({
    version: item,
    hash: '0'.repeat(64),
    publishedAt: startedAt,
    content: content.parse({
      kind: 'playbook',
      key: nameOf(item),
      title: nameOf(item),
      body: nameOf(item),
      steps: [{ text: nameOf(item) }],
      outcome: { event: nameOf(item) },
    }),
  })),
})

/** The recommender of the server, as a new tenant has it; only its list is as long as it can be. */
export const peerPatterns: EvaluatedRecommender = {
  name: 'peer-patterns, as it ships',
  learn(histories) {
    const { learns } = plugin
    const nameOf = eventNames()
    const options = plugin.options.parse({ most: limits.candidatesPerRecommender })
    const unit = seededUnits(1)
    let model = learns?.initial(options)
    for (const items of histories) {
      const who = Math.floor(unit() * limits.exampleVoices)
      livedBy(items.map(nameOf), (examples) => {
        for (const example of examples)
          if (model !== undefined) model = learns?.learn(model, { ...example, who }, options)
      })
    }
    if (model === undefined) return () => new Map()
    const learnt = learns?.refresh?.(model, options) ?? model
    const items = [...new Set(histories.flat())]
    const prepared = plugin.prepare?.(shelfOf(items, nameOf), options) ?? new Map()
    return (done) => {
      const session = livedBy(done.map(nameOf), () => undefined)
      const now = startedAt + done.length * minute
      const proposals = plugin.recommend(
        { session, slot: 'list', eligible: items, now, seed: 1, ask: { query: null }, prepared, model: learnt },
        options,
      )
      return new Map(proposals.map(({ content: item, score }) => [item, score]))
    }
  },
}
