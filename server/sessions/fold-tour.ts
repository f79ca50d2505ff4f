import type { CompiledCatalogue } from '../../contract/compiled-catalogue.ts'
import type { CompiledTour, CompiledTourStep } from '../../contract/compiled-tour.ts'
import { limits } from '../../contract/limits.ts'
import type { MessageOf } from '../../contract/messages.ts'
import type { Properties } from '../../contract/names.ts'
import { matchesRoute } from '../../contract/route-pattern.ts'
import type { Session, TourProgress } from '../../contract/session.ts'
import { sessionView } from '../../contract/session-view.ts'
import { tourPosition } from '../../contract/tour-position.ts'
import { seenByThePage, tourEnd } from '../../contract/tour-step.ts'
import { finish } from './finish.ts'
import { own, put } from './named-map.ts'
import { vacate } from './standing.ts'

export interface TourFolded {
  readonly session: Session
  /** What came of it, in the user's stream of events: a tour that ended, or was left. */
  readonly event?: { readonly name: 'tour_completed' | 'tour_left'; readonly properties: Properties }
}

/** The tour that stands, and the step that the user is at in it. A ghost's is nobody's. */
interface Running {
  readonly key: string
  readonly decision: string
  readonly compiled: CompiledTour
  readonly at: CompiledTourStep
  readonly progress: TourProgress | undefined
  readonly trail: readonly string[]
}

const runningTour = (session: Session, catalogue: CompiledCatalogue | undefined): Running | undefined => {
  const active = session.active.overlay
  if (active === undefined || active.ghost) return undefined
  const compiled = catalogue?.tours.get(active.content)
  if (compiled === undefined) return undefined
  const progress = own(session.tours ?? {}, active.content)
  const { step, trail } = tourPosition(compiled, progress)
  const at = compiled.steps.get(step)
  return at === undefined
    ? undefined
    : { key: active.content, decision: active.decision, compiled, at, progress, trail }
}

const putTour = (session: Session, key: string, progress: TourProgress): Session => ({
  ...session,
  tours: put(session.tours ?? {}, key, progress, limits.sessionTours, (tour) => tour.at),
})

/** As it stands when something is heard of it: what was led to its end and shown again has begun anew. */
const goingOn = ({ progress, at, trail }: Running, now: number): TourProgress => ({
  state: 'running',
  step: at.step.id,
  trail,
  answers: progress === undefined || progress.state === 'done' ? {} : progress.answers,
  startedAt: progress === undefined || progress.state === 'done' ? now : progress.startedAt,
  at: now,
})

/** The first branch whose conditions hold, else the step that follows; null for the end. */
const whereTo = (
  { branches, following }: CompiledTourStep,
  answer: string | undefined,
  view: () => object,
): string | null => {
  const taken = branches.find(
    (branch) =>
      (branch.answer === undefined || branch.answer === answer) && (branch.holds === null || branch.holds(view())),
  )
  if (taken === undefined) return following
  return taken.to === tourEnd ? null : taken.to
}

const moveOn = (
  session: Session,
  running: Running,
  answer: string | undefined,
  now: number,
  catalogue: CompiledCatalogue,
): TourFolded => {
  const { key, at } = running
  const before = goingOn(running, now)
  const answers = answer === undefined ? before.answers : { ...before.answers, [at.step.id]: answer }
  const to = whereTo(at, answer, () => sessionView(session, now, catalogue))
  if (to === null) {
    const done = putTour(session, key, { ...before, answers, state: 'done' })
    return { session: finish(done, key, now), event: { name: 'tour_completed', properties: { tour: key } } }
  }
  const trail = [...before.trail, at.step.id].slice(-limits.tourSteps)
  return { session: putTour(session, key, { ...before, answers, step: to, trail }) }
}

/**
 * What the page says of a tour. It is heard only of the tour that was given under the decision and of the step that the user is at: what
 * comes late or twice, or from another tab, moves nothing. A target that is missing is noted, and ends nothing.
 */
export const foldTour = (
  session: Session,
  { decision, step, did, answer, reason }: MessageOf<'tour'>,
  at: number,
  catalogue: CompiledCatalogue | undefined,
): TourFolded => {
  const same = { session }
  const running = runningTour(session, catalogue)
  if (catalogue === undefined || running === undefined || running.decision !== decision) return same
  if (running.at.step.id !== step) return same
  const { key, trail } = running
  const { advance, choices } = running.at.step
  switch (did) {
    case 'shown':
      return { session: putTour(session, key, goingOn(running, at)) }
    case 'missing':
      return {
        session: putTour(session, key, { ...goingOn(running, at), missing: { step, reason: reason ?? 'not-found' } }),
      }
    case 'advanced': {
      const isAnswered = choices === undefined ? answer === undefined : choices.some(({ id }) => id === answer)
      return seenByThePage.has(advance.on) && isAnswered ? moveOn(session, running, answer, at, catalogue) : same
    }
    case 'back': {
      const before = trail.at(-1)
      if (before === undefined) return same
      return {
        session: putTour(session, key, { ...goingOn(running, at), step: before, trail: trail.slice(0, -1) }),
      }
    }
    case 'left': {
      const left = putTour(session, key, { ...goingOn(running, at), state: 'left' })
      return {
        session: vacate(left, 'overlay'),
        event: { name: 'tour_left', properties: { tour: key, step } },
      }
    }
    default:
      return did satisfies never
  }
}

/** An event that ends the step of the tour that stands, wherever it comes from. */
export const advanceByEvent = (
  session: Session,
  { name, properties }: { readonly name: string; readonly properties?: Properties | undefined },
  at: number,
  catalogue: CompiledCatalogue | undefined,
): TourFolded => {
  const running = catalogue === undefined ? undefined : runningTour(session, catalogue)
  if (catalogue === undefined || running === undefined) return { session }
  const { step, matches } = running.at
  const isIt = step.advance.on === 'event' && step.advance.event === name
  return isIt && (matches === null || matches(properties ?? {}))
    ? moveOn(session, running, undefined, at, catalogue)
    : { session }
}

/** Likewise a page that the user comes to. */
export const advanceByPage = (
  session: Session,
  path: string,
  at: number,
  catalogue: CompiledCatalogue | undefined,
): TourFolded => {
  const running = catalogue === undefined ? undefined : runningTour(session, catalogue)
  if (catalogue === undefined || running === undefined) return { session }
  const { advance } = running.at.step
  return advance.on === 'page' && matchesRoute(advance.page, path)
    ? moveOn(session, running, undefined, at, catalogue)
    : { session }
}

/** A tour that was seen waits for what the page cannot paint now: it is not given back. */
export const tourWaits = (
  session: Session,
  decision: string,
  reason: string,
  at: number,
  catalogue: CompiledCatalogue | undefined,
): Session | undefined => {
  const running = runningTour(session, catalogue)
  if (running?.decision !== decision || session.active.overlay?.paintedAt == null) return undefined
  return putTour(session, running.key, { ...goingOn(running, at), missing: { step: running.at.step.id, reason } })
}
