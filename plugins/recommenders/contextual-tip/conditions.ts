import { type Evidence, matchesRoute, type Session, type Trigger } from '../../../contract/plugin.ts'

/** A condition that holds: since when, how telling it is (0 to 4), and what to say of it. */
export interface Satisfied {
  readonly at: number
  readonly weight: number
  readonly evidence: Evidence
}

const rageWindowMs = 60_000
const hourMs = 3_600_000

/** Event names are the team's; `save_failed` reads as "save failed". */
const readable = (name: string): string => name.replace(/[_.:/-]+/g, ' ').trim()

const page = (pattern: string, session: Session): Satisfied | undefined =>
  session.page !== null && matchesRoute(pattern, session.page.path)
    ? {
        at: session.page.at,
        weight: pattern.includes('*') ? 1 : 1.5,
        evidence: { code: 'page', facts: { path: session.page.path } },
      }
    : undefined

/** Happenings since `from`. The recent list is exact as far as it reaches; older ones are known when all of them lie in the window. */
const countEvents = (name: string, session: Session, from: number): number => {
  let recent = 0
  for (const entry of session.recent)
    if (entry.name === name && entry.at > from && (entry.kind === 'track' || entry.kind === 'search')) recent += 1
  const stats = Object.hasOwn(session.events, name) ? session.events[name] : undefined
  return stats !== undefined && stats.firstAt > from ? Math.max(recent, stats.count) : recent
}

const event = (condition: NonNullable<Trigger['event']>, session: Session, now: number): Satisfied | undefined => {
  const { name, withinMs } = condition
  const stats = Object.hasOwn(session.events, name) ? session.events[name] : undefined
  if (stats === undefined || stats.lastAt <= now - withinMs) return undefined
  // The last time is known even when the recent list has lost it.
  const count = Math.max(1, countEvents(name, session, now - withinMs))
  if (count < condition.count) return undefined
  const code = count === 1 ? 'event' : withinMs <= hourMs ? 'event-repeated' : 'event-repeated-today'
  return {
    at: stats.lastAt,
    weight: 2 + Math.min(1, condition.count / 10),
    evidence: { code, facts: count === 1 ? { event: readable(name) } : { event: readable(name), count } },
  }
}

type ErrorCondition = NonNullable<Trigger['error']>
type ErrorsLately = (condition: ErrorCondition) => Satisfied | undefined

/** What errors there were lately. Many tips wait for the same: each condition is looked at once. */
export const errorsLately = ({ errors }: Session, now: number): ErrorsLately => {
  const entries = Object.entries(errors)
  const known = new Map<string, Satisfied | undefined>()
  return (condition) => {
    const key = `${condition.count} ${condition.withinMs} ${condition.contains === undefined ? '' : `=${condition.contains}`}`
    if (known.has(key)) return known.get(key)
    const answer = error(condition, entries, now)
    known.set(key, answer)
    return answer
  }
}

const error = (
  condition: ErrorCondition,
  errors: readonly (readonly [string, Session['errors'][string]])[],
  now: number,
): Satisfied | undefined => {
  let best: { at: number; count: number } | undefined
  for (const [text, { times }] of errors) {
    if (condition.contains !== undefined && !text.includes(condition.contains)) continue
    const count = times.filter((at) => at > now - condition.withinMs).length
    const at = times.at(-1) ?? 0
    if (count >= condition.count && (best === undefined || at > best.at)) best = { at, count }
  }
  if (best === undefined) return undefined
  return {
    at: best.at,
    weight: condition.contains === undefined ? 3 : 3.5,
    evidence:
      best.count === 1 ? { code: 'error', facts: {} } : { code: 'error-repeated', facts: { count: best.count } },
  }
}

const rageClick = (
  { hook }: NonNullable<Trigger['rageClick']>,
  session: Session,
  now: number,
): Satisfied | undefined => {
  const click = session.recent.findLast(
    ({ kind, at, name }) => kind === 'rage-click' && at > now - rageWindowMs && (hook === undefined || name === hook),
  )
  if (click === undefined) return undefined
  return { at: click.at, weight: hook === undefined ? 3 : 4, evidence: { code: 'rage-click', facts: {} } }
}

const idle = ({ seconds }: NonNullable<Trigger['idle']>, session: Session): Satisfied | undefined => {
  const pause = session.idle
  if (pause === null || pause.seconds < seconds) return undefined
  if (session.page !== null && session.page.path !== pause.path) return undefined
  return { at: session.lastAt, weight: 1, evidence: { code: 'idle', facts: { seconds: pause.seconds } } }
}

/** Their names are the team's own words for its users, and never told to them. */
const segment = (
  { enters, withinMs }: NonNullable<Trigger['segment']>,
  { assessed }: Session,
  now: number,
): Satisfied | undefined => {
  const inside =
    assessed !== undefined && Object.hasOwn(assessed.segments, enters) ? assessed.segments[enters] : undefined
  if (inside === undefined || !inside.entered || inside.since <= now - withinMs) return undefined
  return { at: inside.since, weight: 2.5, evidence: { code: 'segment', facts: {} } }
}

const intent = (name: string, { assessed }: Session): Satisfied | undefined =>
  assessed?.intent?.name === name
    ? { at: assessed.intent.since, weight: 2, evidence: { code: 'intent', facts: {} } }
    : undefined

/** Checks every condition that is given, the most telling first. @returns undefined as soon as one does not hold */
export const satisfied = (
  trigger: Trigger,
  session: Session,
  now: number,
  errors: ErrorsLately = errorsLately(session, now),
): readonly Satisfied[] | undefined => {
  const met: Satisfied[] = []
  const holds = (condition: Satisfied | undefined): boolean => {
    if (condition !== undefined) met.push(condition)
    return condition !== undefined
  }
  if (trigger.rageClick !== undefined && !holds(rageClick(trigger.rageClick, session, now))) return undefined
  if (trigger.error !== undefined && !holds(errors(trigger.error))) return undefined
  if (trigger.event !== undefined && !holds(event(trigger.event, session, now))) return undefined
  if (trigger.segment !== undefined && !holds(segment(trigger.segment, session, now))) return undefined
  if (trigger.intent !== undefined && !holds(intent(trigger.intent, session))) return undefined
  if (trigger.idle !== undefined && !holds(idle(trigger.idle, session))) return undefined
  if (trigger.page !== undefined && !holds(page(trigger.page, session))) return undefined
  return met.length > 0 ? met : undefined
}
