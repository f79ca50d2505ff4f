import type { CompiledCatalogue } from '../../contract/compiled-catalogue.ts'
import { limits } from '../../contract/limits.ts'
import type { ClientMessage } from '../../contract/messages.ts'
import type { ChecklistProgress, Doing, Doings, Session } from '../../contract/session.ts'
import { own } from './named-map.ts'
import { afterHearing, mostDoingsHeard, weightOfNext } from './voice.ts'

const none: Doings = { last: [], heard: { weight: 0, at: 0 } }

/** The event before a place in the list. */
const eventBefore = (last: readonly Doing[], place: number): string | undefined =>
  last.findLast(({ kind }, index) => index < place && kind === 'event')?.name

/** Done lately already, and after the same event. */
const isRepeated = (last: readonly Doing[], { kind, name }: Pick<Doing, 'kind' | 'name'>): boolean => {
  const before = eventBefore(last, last.length)
  return last.some((one, place) => one.kind === kind && one.name === name && eventBefore(last, place) === before)
}

const noteDoing = ({ last, heard }: Doings, doing: Doing): Doings => {
  const weight = isRepeated(last, doing) ? 0 : weightOfNext(heard, doing.at, mostDoingsHeard)
  const noted = weight === 0 ? doing : { ...doing, weight: Math.round(weight * 1_000) / 1_000 }
  return {
    last: [...last, noted].slice(-limits.sessionDoings),
    heard: weight === 0 ? heard : afterHearing(heard, weight, doing.at),
  }
}

type Checklists = Session['progress']

/** Checklists that became complete by events alone: what was ticked in Cairn's own list says nothing of the product. */
const completed = (
  before: Checklists,
  after: Checklists,
  event: string,
  catalogue: CompiledCatalogue | undefined,
): readonly string[] => {
  if (before === after) return []
  const touched = new Set((catalogue?.stepRules.get(event) ?? []).map(({ checklist }) => checklist))
  // Who has a step that is given to some only, the fold cannot know: what everybody has is asked for.
  const isComplete = (progress: ChecklistProgress | undefined, key: string): boolean => {
    const steps = catalogue?.byKey.get(key)?.steps.filter(({ concerns }) => concerns === null) ?? []
    return steps.length > 0 && steps.every(({ step }) => own(progress?.steps ?? {}, step.id)?.by === 'event')
  }
  return [...touched].filter((key) => isComplete(own(after, key), key) && !isComplete(own(before, key), key))
}

/** Content whose outcome this message was. What nobody saw has reached nothing. */
const reached = ({ trials: before }: Session, { trials: after }: Session): readonly string[] =>
  before === after
    ? []
    : after
        .filter(
          ({ reached, ghost, item }, place) =>
            reached && !ghost && item !== 'nothing' && before[place]?.reached === false,
        )
        .map(({ item }) => item)

/**
 * What a message says that the user did, for recommenders that learn; `after` is the session with everything else of it folded in. Only what the
 * product told counts: what is clicked in Cairn's own interface would teach it to repeat itself. Constant time, bounded.
 */
export const foldDoings = (
  before: Session,
  after: Session,
  { seq, at, message }: { readonly seq: number; readonly at: number; readonly message: ClientMessage },
  catalogue: CompiledCatalogue | undefined,
): Session => {
  if (message.kind !== 'track' && message.kind !== 'search') return after
  const { name } = message
  const isFirst = own(before.events, name) === undefined
  const told: readonly Doing[] = [
    { seq, at, kind: 'event', name, ...(isFirst ? { first: true as const } : {}) },
    ...completed(before.progress, after.progress, name, catalogue).map((key) => ({
      seq,
      at,
      kind: 'completed' as const,
      name: key,
      first: true as const,
    })),
    ...reached(before, after).map((key) => ({ seq, at, kind: 'reached' as const, name: key })),
  ]
  return { ...after, doings: told.reduce(noteDoing, after.doings ?? none) }
}
