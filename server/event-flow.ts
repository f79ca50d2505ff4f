import type { TenantContext } from '../contract/context.ts'
import type { Decision } from '../contract/decision.ts'
import type { IdentifiedBody, SessionEntry } from '../contract/entries.ts'
import { AppError } from '../contract/errors.ts'
import type { AboutMe, Answers, GateAnswer, ServerEnvelope } from '../contract/guidance.ts'
import { limits } from '../contract/limits.ts'
import { type Ack, type MessageKind, type MessageOf, serverSideKinds } from '../contract/messages.ts'
import { paintable } from '../contract/paints.ts'
import type { Session } from '../contract/session.ts'
import type { Speaker } from '../contract/speaker.ts'
import { chooseLease, type PresentTab } from './delivery/choose-lease.ts'
import { mayReport } from './delivery/wrong-reports.ts'
import { createAfterwards } from './event-flow/afterwards.ts'
import { createAnswer, type Question } from './event-flow/answer.ts'
import { createAssessUser } from './event-flow/assess-user.ts'
import { createChoose } from './event-flow/choose.ts'
import type { Arrival, FlowDeps } from './event-flow/flow-deps.ts'
import {
  attributedEntries,
  decidedEntry,
  examplesOf,
  identifiedEntries,
  nextWake,
  releasedEntries,
} from './event-flow/flow-entries.ts'
import { createGate } from './event-flow/gate.ts'
import { createKnowAccount } from './event-flow/know-account.ts'
import { createTellLearners } from './event-flow/learning.ts'
import { createNumberNewcomer } from './event-flow/number-newcomer.ts'
import { createRecordedQuestions } from './event-flow/recorded-questions.ts'
import { createRecords } from './event-flow/records.ts'
import { createRehearseSearch } from './event-flow/rehearse-search.ts'
import { createReplays } from './event-flow/replays.ts'
import { createSettleSegments } from './event-flow/settle-segments.ts'
import { createShow, envelopeOf } from './event-flow/show.ts'
import { createSpareAccount } from './event-flow/spare-account.ts'
import { createTakeIn } from './event-flow/take-in.ts'
import { createTellAbout } from './event-flow/tell-about.ts'
import { linkVisit } from './ingest/link-visit.ts'
import type { NewSessionEntry } from './ingest/user-streams.ts'
import { type ListedCorrection, listCorrections } from './sessions/list-corrections.ts'

/** Kinds by which a user shows to be at the tab that sent them. */
const atTheTab: ReadonlySet<unknown> = new Set<MessageKind>([
  'focus',
  'ask',
  'click',
  'rage-click',
  'typing',
  'submit',
  'page',
  'feedback',
  'tour',
  'survey',
  'step-done',
])

const knownToBackEnd: IdentifiedBody = { kind: 'user', verified: true, traits: {}, account: null, locale: null }

/** Whoever loses the race so often leaves it to the trigger that won. */
const decideAttempts = 5

/** So many users at a time are decided for anew when content changes: their events go on beside it. */
const refreshLanes = 8

const backEndOf = (context: TenantContext, user: string): Speaker => ({
  context,
  user,
  tab: '',
  connection: `http:${context.tenant}`,
  source: 'server',
})

type Asked = MessageOf<'ask' | 'gate' | 'about-me'>
type Answered = Answers | GateAnswer | AboutMe

const askedIn = (entries: readonly SessionEntry[]): readonly Asked[] =>
  entries.flatMap((entry) => {
    if (entry.kind !== 'message') return []
    const { message } = entry.body
    return message.kind === 'ask' || message.kind === 'gate' || message.kind === 'about-me' ? [message] : []
  })

/** Why a back end's question has no answer. */
const unanswered = (ack: Ack): AppError => {
  const dropped = 'outcomes' in ack && ack.outcomes[0]?.outcome === 'dropped' ? ack.outcomes[0].code : undefined
  if (dropped === 'consent-missing') return new AppError('CONSENT_MISSING')
  return new AppError(dropped === 'rate-limited' ? 'RATE_LIMITED' : 'INTERNAL')
}

/** The user for whom something is decided, and why now. */
interface Occasion {
  readonly context: TenantContext
  readonly user: string
  /** Id of the entry, or the name of the moment, that makes it necessary. */
  readonly trigger: string
  /** The tab that the user is at, where that is known. */
  readonly claimant: string | null
  /** Tabs that are present without a socket. */
  readonly withoutSocket?: readonly PresentTab[]
}

/**
 * The path of an event, from the message to what is shown; the numbers are the stages of the design. Start reading at `receive`, then
 * `decide`: the rest are other occasions on which the same happens.
 */
export const createEventFlow = (deps: FlowDeps) => {
  const { streams, worlds, ambient, telemetry } = deps
  const takeIn = createTakeIn(deps)
  const { choose, chooseList, chooseGate, decisionWorld } = createChoose(deps)
  const answer = createAnswer(deps, { chooseList, note: (...args) => note(...args) })
  const gate = createGate(deps, { chooseGate, note: (...args) => note(...args) })
  const settleSegments = createSettleSegments(deps)
  const tellAbout = createTellAbout(deps)
  const assessUser = createAssessUser(deps, settleSegments)
  const knowAccount = createKnowAccount(deps)
  const numberNewcomer = createNumberNewcomer(deps)
  const spareAccount = createSpareAccount(deps)
  const show = createShow(deps)
  const afterwards = createAfterwards(deps)
  const records = createRecords(deps)
  const tellLearners = createTellLearners(deps)

  /** The sender has its ack as soon as the messages are durable; what follows from them is set off, never waited for. */
  const receive = async (
    speaker: Speaker,
    raw: unknown,
    allowed: ReadonlySet<MessageKind> | 'all' = 'all',
  ): Promise<Ack> => {
    const { ack, asked } = await listen(speaker, raw, allowed)
    if (asked.length > 0)
      answerAll(speaker, asked)
        .then((answers) => deps.tell(speaker, envelopeOf(...answers)))
        .catch((cause: unknown) => telemetry.log.error({ err: cause }, 'a question could not be answered'))
    return ack
  }

  /** One after the other, so that who asks a hundred things at once waits for themselves. */
  const answerAll = async (speaker: Speaker, asked: readonly Asked[]): Promise<readonly Answered[]> => {
    const answers: Answered[] = []
    for (const message of asked) answers.push(await answerOne(speaker, message))
    return answers
  }

  const answerOne = async (speaker: Speaker, message: Asked): Promise<Answered> => {
    const { context, user, source, tab } = speaker
    if (message.kind === 'about-me') {
      const told = await tellAbout(speaker, message)
      if (message.wants !== 'erase' || told.refused !== undefined) return told
      // Before it is done: afterwards this tab is parted.
      deps.tell(speaker, envelopeOf(told))
      await deps.eraseSpeaker(speaker)
      return told
    }
    if (message.kind === 'ask') return answer(context, user, message)
    const found = await gate(context, user, message, source === 'browser')
    if (source === 'browser' && found.offer !== null) decideSoon({ context, user, trigger: message.id, claimant: tab })
    return found
  }

  /** Takes in what is said, and sets off what follows from it except for answers. @returns what was asked, too */
  const listen = async (
    speaker: Speaker,
    raw: unknown,
    allowed: ReadonlySet<MessageKind> | 'all',
  ): Promise<{ ack: Ack; asked: readonly Asked[] }> => {
    const { ack, entries } = await takeIn(speaker, raw, allowed) // 4 ingest, 5 fold
    await noteActions(speaker.context, entries, false)
    if (mayReport(entries)) settleReports(speaker.context, speaker.user)
    spareAccount.heed(speaker.context, speaker.user, entries)
    const last = entries.at(-1)
    if (last !== undefined) {
      const arrival = waiting.get(speaker.connection)
      if (arrival !== undefined) await introduce(speaker, arrival)
      const isHere = entries.some((entry) => entry.kind === 'message' && atTheTab.has(entry.body.message.kind))
      if (isHere) deps.seen(speaker)
      decideSoon({
        context: speaker.context,
        user: speaker.user,
        trigger: last.id,
        claimant: isHere ? speaker.tab : null,
      })
    }
    return { ack, asked: askedIn(entries) }
  }

  /** From one state of the session; kept only if that state still stands when it is appended, else all over again. */
  const decide = async ({ context, user, trigger, claimant, withoutSocket = [] }: Occasion): Promise<void> => {
    // Who was erased meanwhile is not decided for: it would bring them back.
    if ((await streams.session(context, user)).seq === 0) return
    const startedAt = ambient.monotonicMs()
    tellLearners(context, await settle(context, user))
    await numberNewcomer(context, user)
    await knowAccount(context, user)
    const assessAgainAt = await assessUser(context, user) // 5 fold: maturity, segments, intent
    for (let attempt = 0; attempt < decideAttempts; attempt++) {
      const world = await worlds.now(context)
      const session = await streams.session(context, user)
      const now = ambient.now()

      const present = [...(await deps.tabs(context, user)), ...withoutSocket]
      const lease = chooseLease(session.lease, present, claimant, now)
      const front = present.findLast(({ tab }) => tab === (lease ?? session.lease)?.tab)
      const account = await spareAccount.caps(context, session, world)
      const decisions = await choose(context, session, world, trigger, now, front?.paints, account) // 6 target, 7 gather, 8 guard, 9 rank and draw, 10 guard, 11 hold out and explain
      const changed = decisions.filter(({ digest, input }) => session.decided[input.slot]?.digest !== digest)
      const entries: NewSessionEntry[] = changed.map((decision) =>
        decidedEntry(decision, ambient.id(), now, ambient.id()),
      )
      if (lease !== null) entries.push({ id: ambient.id(), kind: 'leased', at: now, body: lease })
      if (!(await spareAccount.reserve(context, session, changed))) continue // 12 reservations: the account's, then the user's
      const stored = await streams.append(context, user, (latest) => (latest.seq === session.seq ? entries : [])) // 12 reservations and lease
      if (entries.length > 0 && stored.entries.length === 0) {
        await spareAccount.giveBack(
          context,
          session,
          changed.map(({ id }) => id),
        )
        continue
      }

      await note(context, user, stored.entries)
      show.push(context, user, stored.session, world) // 12 push
      countDecisions(decisions, changed, startedAt)
      await afterwards(context, changed, world.settings.value)
      await deps.wakes.set(context, user, nextWake(stored.session, decisions, assessAgainAt))
      return
    }
  }

  /** Tabs that users went to while a decision was under way: the next one heeds them, whatever else sets it off. */
  const claims = new Map<string, string>()

  const decideSoon = (occasion: Occasion): void => {
    const key = `${occasion.context.tenant}/${occasion.user}`
    if (occasion.claimant !== null) claims.set(key, occasion.claimant)
    deps.coalescer.run(key, () => {
      const claimant = claims.get(key) ?? null
      claims.delete(key)
      return decide({ ...occasion, claimant })
    })
  }

  /**
   * Gives back what was never painted, and closes the trials whose time is over; in a crash's wake this repairs what no job has seen. What is
   * to be learnt is kept first: of an entry without its example nobody would learn, an example without its entry is written again.
   */
  const settle = async (context: TenantContext, user: string): Promise<Session> => {
    const now = ambient.now()
    const session = await streams.session(context, user)
    const examples = examplesOf(session, attributedEntries(session, now))
    if (examples.length > 0) await deps.models.note(context, examples)
    const make = (latest: Session) => [...releasedEntries(latest, now), ...attributedEntries(latest, now)]
    const settled = (await streams.append(context, user, make)).session
    await spareAccount.tell(context, settled)
    return settled
  }

  /** Before the push: whoever sees what was decided can look its record up. An index that fails holds no guidance back. */
  const note = (context: TenantContext, user: string, entries: readonly SessionEntry[]): Promise<void> =>
    deps.index
      .note(context, user, entries)
      .catch((cause: unknown) => telemetry.log.error({ err: cause }, 'the decision index lags'))

  /** Before the ack. A log that fails does not make the page send again what stands. */
  const noteActions = (...ran: Parameters<FlowDeps['noteActions']>): Promise<void> =>
    deps
      .noteActions(...ran)
      .catch((cause: unknown) => telemetry.log.error({ err: cause }, 'what pages ran could not be written down'))

  /** A list that lags is repaired with the next report; what was acknowledged stands in the stream. */
  const settleReports = (context: TenantContext, user: string): void =>
    void streams
      .session(context, user)
      .then((session) => deps.reports.settle(context, session))
      .catch((cause: unknown) => telemetry.log.error({ err: cause }, 'the reports of what is wrong lag'))

  const countDecisions = (decisions: readonly Decision[], changed: readonly Decision[], startedAt: number): void => {
    for (const decision of decisions)
      telemetry.count('cairn_decisions_total', {
        slot: decision.input.slot,
        outcome: changed.includes(decision) ? 'recorded' : 'stands',
      })
    telemetry.observe('cairn_decision_seconds', (ambient.monotonicMs() - startedAt) / 1_000)
  }

  /** Arrivals on a socket whose consent is still to come; by connection. */
  const waiting = new Map<string, Arrival>()

  /** Where consent is required, who somebody is is stored only after their choice, made here or on the visit that they bring along. */
  const mustWait = async ({ context, user }: Speaker, { visit }: Arrival): Promise<boolean> => {
    if ((await worlds.now(context)).settings.value.consent !== 'required') return false
    if ((await streams.session(context, user)).consent !== null) return false
    return visit === null || (await streams.session(visit.context, visit.visitor)).consent === null
  }

  /** @returns whether it was done; else it is tried again with the next that the speaker sends. */
  const introduce = async (speaker: Speaker, arrival: Arrival): Promise<boolean> => {
    if (await mustWait(speaker, arrival)) return false
    // Who a stranger is, their language for one, is stored with the first thing that they do.
    const isStranger =
      arrival.identified.kind === 'visitor' && (await streams.session(speaker.context, speaker.user)).seq === 0
    if (isStranger) return false
    waiting.delete(speaker.connection)
    await identify(speaker, arrival)
    return true
  }

  const identify = async (
    { context, user }: Pick<Speaker, 'context' | 'user'>,
    { visit, identified }: Pick<Arrival, 'visit' | 'identified'>,
  ): Promise<void> => {
    if (visit !== null) {
      await linkVisit(streams, { context, id: user }, visit, ambient.now)
      settleReports(context, user)
    }
    const [id, now] = [ambient.id(), ambient.now()]
    await streams.append(context, user, (session) => identifiedEntries(session, identified, id, now))
  }

  return {
    receive,

    async receiveFromBackEnd(context: TenantContext, user: string, messages: readonly unknown[]): Promise<Ack> {
      const now = ambient.now()
      const isObject = (message: unknown): message is object =>
        typeof message === 'object' && message !== null && !Array.isArray(message)
      const completed = messages.map((message) =>
        isObject(message) ? { id: ambient.uuid(), at: now, ...message } : message,
      )
      // Whoever a back end speaks of is a user, known or not: nobody signs in as a visitor with a secret key.
      await identify({ context, user }, { visit: null, identified: knownToBackEnd })
      const envelope = { v: limits.protocolVersion, sentAt: now, messages: completed }
      return receive(backEndOf(context, user), envelope, new Set(serverSideKinds))
    },

    /**
     * A user's question that came to the team's back end.
     * @throws {AppError} RATE_LIMITED, CONSENT_MISSING
     */
    async askFromBackEnd(context: TenantContext, user: string, question: Omit<Question, 'id'>): Promise<Answers> {
      const now = ambient.now()
      await identify({ context, user }, { visit: null, identified: knownToBackEnd })
      const speaker = backEndOf(context, user)
      const message = { id: ambient.uuid(), at: now, kind: 'ask', ...question }
      const envelope = { v: limits.protocolVersion, sentAt: now, messages: [message] }
      const { ack, asked } = await listen(speaker, envelope, new Set(['ask'] as const))
      const [answers] = await answerAll(speaker, asked)
      if (answers?.kind === 'answers') return answers
      throw unanswered(ack)
    },

    /**
     * Whether a user may use a feature, for the team's back end; an offer is told and not shown.
     * @throws {AppError} RATE_LIMITED, CONSENT_MISSING
     */
    async gateFromBackEnd(context: TenantContext, user: string, feature: string): Promise<GateAnswer> {
      const now = ambient.now()
      await identify({ context, user }, { visit: null, identified: knownToBackEnd })
      const speaker = backEndOf(context, user)
      const message = { id: ambient.uuid(), at: now, kind: 'gate', feature }
      const envelope = { v: limits.protocolVersion, sentAt: now, messages: [message] }
      const { ack, asked } = await listen(speaker, envelope, new Set(['gate'] as const))
      const [found] = await answerAll(speaker, asked)
      if (found?.kind === 'gate') return found
      throw unanswered(ack)
    },

    /** A widget has connected. */
    async arrive(speaker: Speaker, arrival: Arrival): Promise<ServerEnvelope> {
      const { context, user, tab } = speaker
      waiting.set(speaker.connection, arrival)
      await introduce(speaker, arrival)
      const { seq } = await streams.session(context, user)
      // A stranger who has done nothing yet leaves no entry behind: the first page view will decide.
      const claimant = arrival.handshake.visible === false ? null : tab
      if (seq > 0) await decide({ context, user, trigger: `arrived-${tab}`, claimant })
      return envelopeOf(await show.welcome(speaker, arrival), await show.stateFor(speaker))
    },

    /** A tab is gone: another that is connected inherits the lease at once. */
    async leave({ context, user, tab, connection }: Speaker): Promise<void> {
      waiting.delete(connection)
      const left = await deps.tabs(context, user)
      if (left.length > 0 && !left.some((other) => other.tab === tab))
        decideSoon({ context, user, trigger: `left-${tab}`, claimant: null })
    },

    sync: async (speaker: Speaker): Promise<ServerEnvelope> => envelopeOf(await show.stateFor(speaker)),

    /** One request instead of a socket: its tab is present for as long as the request lasts, and yields to any that holds a socket. */
    async beacon(
      speaker: Speaker,
      arrival: Arrival,
      raw: unknown,
    ): Promise<{ ack: Ack; messages: ServerEnvelope['messages'] }> {
      const { context, user, tab } = speaker
      const isIntroduced = await introduce(speaker, arrival)
      const { ack, asked } = await listen(speaker, raw, 'all')
      if (!isIntroduced) await introduce(speaker, arrival)
      const isFront = arrival.handshake.visible !== false && (await deps.tabs(context, user)).length === 0
      const occasion = { context, user, trigger: `beacon-${tab}` }
      if ((await streams.session(context, user)).seq > 0)
        await decide(
          isFront
            ? {
                ...occasion,
                claimant: tab,
                withoutSocket: [{ tab, seenAt: ambient.now(), paints: paintable(arrival.handshake.paints) }],
              }
            : { ...occasion, claimant: null },
        )
      const answers = await answerAll(speaker, asked)
      return { ack, messages: [await show.welcome(speaker, arrival), await show.stateFor(speaker), ...answers] }
    },

    /** Time has passed for a user: decides again where somebody is there to see it, else only gives back what was never painted. */
    async wake(context: TenantContext, user: string): Promise<void> {
      if ((await deps.tabs(context, user)).length > 0)
        return decide({ context, user, trigger: `due-${ambient.now()}`, claimant: null })
      await deps.wakes.set(context, user, nextWake(await settle(context, user), []))
    },

    /**
     * Content or settings may have changed: decides again for those of the present who were last decided for under others, a few at a time.
     * @param isOver asked before each; true ends it
     */
    async refresh(
      present: readonly { readonly context: TenantContext; readonly user: string }[],
      isOver: () => boolean,
    ): Promise<void> {
      const left = present.values()
      const lane = async (): Promise<void> => {
        for (const { context, user } of left) {
          if (isOver()) return
          if (show.isUnder(context, user, await worlds.now(context))) continue
          // A stranger who has done nothing yet is not decided for.
          if ((await streams.session(context, user)).seq === 0) continue
          await decide({ context, user, trigger: `changed-${ambient.now()}`, claimant: null }).catch((cause: unknown) =>
            telemetry.log.error({ err: cause }, 'a decision failed'),
          )
        }
      }
      await Promise.all(Array.from({ length: refreshLanes }, lane))
    },

    /** Entries were appended that no flow of this process has followed up: a crash came between, or another process wrote them. */
    caughtUp(context: TenantContext, user: string, entries: readonly SessionEntry[]): void {
      void note(context, user, entries)
      void noteActions(context, entries, true)
      if (mayReport(entries)) settleReports(context, user)
      if (entries.some(({ kind }) => kind === 'assessed')) settleSegments(context, user)
    },

    session: (context: TenantContext, user: string): Promise<Session> => streams.session(context, user),

    entries: (
      context: TenantContext,
      user: string,
      page: { after: number; limit: number },
    ): Promise<readonly SessionEntry[]> => streams.entries(context, user, page),

    records,
    replays: createReplays(deps, records, decisionWorld),
    recordedQuestions: createRecordedQuestions(deps, records),
    rehearseSearch: createRehearseSearch(deps),

    feedback: async (context: TenantContext, user: string): Promise<readonly ListedCorrection[]> =>
      listCorrections(await streams.session(context, user), ambient.now()),

    wrongReports: (
      context: TenantContext,
      page: Parameters<FlowDeps['reports']['list']>[1],
    ): ReturnType<FlowDeps['reports']['list']> => deps.reports.list(context, page),
  }
}
