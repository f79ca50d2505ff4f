import type { MessageBody } from '../../contract/entries.ts'
import { addHappening, decay, halfLivesMs } from '../../contract/intensity.ts'
import { limits } from '../../contract/limits.ts'
import type { MessageKind } from '../../contract/messages.ts'
import type { ActiveDays, Features, Session } from '../../contract/session.ts'
import { actionName } from './name-action.ts'
import { own } from './named-map.ts'
import { noteTransition } from './note-transition.ts'

const dayMs = 86_400_000

/** What counts as doing something. Saying something of guidance does not: it is Cairn that made the user do it. */
const acts: ReadonlySet<MessageKind> = new Set<MessageKind>([
  'track',
  'page',
  'search',
  'click',
  'rage-click',
  'submit',
])

/** One more day on which something was done. Late news of a day gone by does not count that day again, nor at all. */
const noteDay = (days: ActiveDays, at: number): ActiveDays => {
  const day = Math.floor(at / dayMs)
  if (day <= days.last) return days
  const left = days.last < 0 ? 0 : decay(days.recent, (day - days.last) * dayMs, halfLivesMs.fortnight)
  return { count: days.count + 1, last: day, recent: Math.round((left + 1) * 1_000) / 1_000 }
}

/** The click is in `after.recent` already, the last of them. */
const isDeadClick = ({ recent }: Session): boolean => {
  const [first, second, third] = recent.slice(-3)
  if (first === undefined || second === undefined || third === undefined) return false
  const isSame = [first, second].every(
    ({ kind, name, path }) => kind === 'click' && name === third.name && path === third.path,
  )
  const tookMs = third.at - first.at
  return isSame && tookMs > limits.rageWindowMs && tookMs <= limits.deadClickWindowMs
}

const noteTrouble = (features: Features, after: Session, kind: MessageKind, at: number): Features => {
  if (kind === 'error') return { ...features, errors: addHappening(features.errors, at) }
  if (kind === 'rage-click') return { ...features, rageClicks: addHappening(features.rageClicks, at) }
  if (kind === 'click' && isDeadClick(after)) return { ...features, deadClicks: addHappening(features.deadClicks, at) }
  return features
}

/** A pause is told again as it grows: only what is new of it counts. */
const notePause = (features: Features, before: Session, after: Session): Features => {
  const [was, is] = [before.idle, after.idle]
  if (is === null || is === was) return features
  const told = was !== null && was.path === is.path && was.seconds <= is.seconds ? was.seconds : 0
  return { ...features, pausedSeconds: features.pausedSeconds + is.seconds - told }
}

const ticked = (before: Session, after: Session, kind: MessageKind): boolean =>
  before.progress !== after.progress && kind !== 'feedback'

/**
 * What one message adds to the features; `after` is the session with everything else of it folded in. Constant time, and a function of the
 * stream alone: folding it again, from the start or from a snapshot, gives the same numbers.
 */
export const foldFeatures = (before: Session, after: Session, { message, at }: MessageBody): Session => {
  const { kind } = message
  let features = noteTrouble(after.features, after, kind, at)
  if (kind === 'idle') features = notePause(features, before, after)
  if (ticked(before, after, kind)) features = { ...features, pausedSeconds: 0 }
  if (acts.has(kind)) {
    const isFirst = (kind === 'track' || kind === 'search') && own(before.events, message.name) === undefined
    features = {
      ...features,
      acts: addHappening(features.acts, at),
      firsts: isFirst ? addHappening(features.firsts, at) : features.firsts,
      days: noteDay(features.days, at),
    }
    const action = actionName(message)
    if (action !== undefined) features = noteTransition(features, action, at)
  }
  return features === after.features ? after : { ...after, features }
}
