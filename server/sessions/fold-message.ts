import type { CompiledCatalogue } from '../../contract/compiled-catalogue.ts'
import type { MessageBody } from '../../contract/entries.ts'
import { laterConsent } from '../../contract/later-consent.ts'
import { limits } from '../../contract/limits.ts'
import type { MessageKind } from '../../contract/messages.ts'
import type { Properties } from '../../contract/names.ts'
import type { Session } from '../../contract/session.ts'
import { completeByEvent, completeByPage, completeByWord } from './complete-steps.ts'
import { countEvent } from './count-event.ts'
import { foldActionRan, registerActions } from './fold-action.ts'
import { foldExposure } from './fold-exposure.ts'
import { foldFeedback } from './fold-feedback.ts'
import { foldSurvey } from './fold-survey.ts'
import { advanceByEvent, advanceByPage, foldTour, tourWaits } from './fold-tour.ts'
import { endRests, giveBack } from './give-back.ts'
import { joinAccount } from './join-account.ts'
import { mergeTraits } from './merge-traits.ts'
import { noteError } from './note-error.ts'
import { nameOf, noteRecent } from './note-recent.ts'
import { noteTold } from './note-told.ts'
import { reachOutcome } from './trials.ts'

/** By these a user, at the page, shows to be there: a pause ends, and what nobody was there to see may be offered again. */
const acts: ReadonlySet<MessageKind> = new Set<MessageKind>([
  'track',
  'page',
  'click',
  'rage-click',
  'submit',
  'search',
  'typing',
  'start',
  'ask',
  'step-done',
  'feedback',
  'tour',
  'survey',
  'action-ran',
  'focus',
])

interface OwnEvent {
  readonly session: Session
  readonly event?: { readonly name: string; readonly properties: Properties }
}

/**
 * One message, folded in.
 * @param receivedAt the server's time; what compares with its clock within seconds (typing, asking) uses it instead of the page's
 */
export const foldMessage = (
  before: Session,
  { message, at, source, catalogue: version }: MessageBody,
  receivedAt: number,
  catalogue: CompiledCatalogue | undefined,
): Session => {
  const isAct = source === 'browser' && acts.has(message.kind)
  const heard = { ...before, lastAt: Math.max(before.lastAt, receivedAt), idle: isAct ? null : before.idle }
  const session = isAct ? endRests(heard, message.kind === 'page') : heard
  const provenance = source === 'server' ? 'verified' : 'claimed'
  /** What comes of a tour, a survey or an action is an event like any other: steps, outcomes and triggers can name it. */
  const withEvent = ({ session: folded, event }: OwnEvent): Session =>
    event === undefined
      ? folded
      : foldMessage(
          folded,
          { message: { id: message.id, at: message.at, kind: 'track', ...event }, at, catalogue: version, source },
          receivedAt,
          catalogue,
        )

  switch (message.kind) {
    case 'track': {
      const { kind, name, properties } = message
      const path = session.page?.path ?? null
      const noted = noteRecent(countEvent(reachOutcome(session, name, properties ?? {}, at), name, at), {
        at,
        kind,
        name,
        path,
        ...(properties === undefined ? {} : { properties }),
      })
      const counted = source === 'server' ? noteTold(noted, name, at) : noted
      return withEvent(advanceByEvent(completeByEvent(counted, message, at, catalogue), message, at, catalogue))
    }
    case 'search': {
      const { kind, name, path } = message
      return completeByEvent(
        noteRecent(countEvent(session, name, at), { at, kind, name, path }),
        { name, properties: { terms: message.terms } },
        at,
        catalogue,
      )
    }
    case 'page': {
      const noted = noteRecent(
        { ...session, page: { path: message.path, at } },
        { at, kind: message.kind, name: message.path, path: message.path },
      )
      return withEvent(advanceByPage(completeByPage(noted, message.path, at, catalogue), message.path, at, catalogue))
    }
    case 'click':
    case 'rage-click':
    case 'submit':
      return noteRecent(session, { at, kind: message.kind, name: nameOf(message.element), path: message.path })
    case 'error':
      return noteRecent(noteError(session, message.message, message.path, at), {
        at,
        kind: message.kind,
        name: message.message,
        path: message.path,
      })
    case 'idle':
      return { ...session, idle: { path: message.path, seconds: message.seconds } }
    case 'typing':
      return {
        ...session,
        // Late from an offline page it tells nothing of now; within the tolerance the page's clock may simply be off.
        typingAt: Math.max(session.typingAt, receivedAt - at > limits.clockToleranceMs ? at : receivedAt),
      }
    case 'identify':
      return { ...session, traits: mergeTraits(session.traits, provenance, message.traits) }
    case 'group':
      return joinAccount(session, message.account, source === 'server', message.traits)
    case 'consent':
      return { ...session, consent: laterConsent(session.consent, message, at) }
    case 'start': {
      const others = session.asked.filter(({ content }) => content !== message.content)
      return {
        ...session,
        asked: [...others.slice(1 - limits.sessionAsked), { content: message.content, at: receivedAt }],
      }
    }
    case 'step-done':
      return completeByWord(session, message, at, catalogue)
    case 'exposure':
      return foldExposure(session, message.decision, at)
    case 'feedback':
      return foldFeedback(session, message, at, catalogue)
    case 'abstained':
      return (
        tourWaits(session, message.decision, message.reason, receivedAt, catalogue) ??
        giveBack(session, message.decision, 'abstained', receivedAt)
      )
    case 'tour':
      return withEvent(foldTour(session, message, at, catalogue))
    case 'survey': {
      const { session: answered, events } = foldSurvey(session, message, at, catalogue)
      return events.reduce(
        (folded, properties) => withEvent({ session: folded, event: { name: 'survey_answered', properties } }),
        answered,
      )
    }
    case 'actions':
      return registerActions(session, message.actions)
    case 'action-ran':
      return withEvent(foldActionRan(session, message, at))
    case 'preferences': {
      const { frequency, topicsOff, quietHours } = message
      // From a page that was offline it may come late.
      return at < (session.preferences?.at ?? 0)
        ? session
        : { ...session, preferences: { frequency, topicsOff, quietHours, at } }
    }
    case 'about-me':
    case 'ask':
    case 'gate':
    case 'focus':
    case 'loss':
      return session
    default:
      return message satisfies never
  }
}
