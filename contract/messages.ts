import { z } from 'zod'
import { element } from './element.ts'
import { hostAction } from './host-actions.ts'
import { limits } from './limits.ts'
import {
  actionName,
  contentKey,
  epochMs,
  eventName,
  locale,
  messageId,
  mintedId,
  outsideId,
  pagePath,
  properties,
  stepId,
  timeZone,
  traits,
} from './names.ts'
import { preferences } from './preferences.ts'
import { surveyAnswers } from './survey-answers.ts'

/** What every message carries: an id that makes resending harmless, and the page's clock when it happened. */
const head = { id: messageId, at: epochMs }
const path = { path: pagePath }

/** Something the user did, in the team's words: `cairn.track('project_created', { template: 'kanban' })`. */
export const track = z.strictObject({
  ...head,
  kind: z.literal('track'),
  name: eventName,
  properties: properties.optional(),
})
export const page = z.strictObject({
  ...head,
  kind: z.literal('page'),
  ...path,
  title: z.string().max(limits.titleLength).optional(),
})
export const click = z.strictObject({ ...head, kind: z.literal('click'), ...path, element })
/** `limits.rageClicks` clicks on one element within `limits.rageWindowMs`. */
export const rageClick = z.strictObject({
  ...head,
  kind: z.literal('rage-click'),
  ...path,
  element,
  clicks: z.number().int().min(2).max(100),
})
/** A form was submitted; its values stay in the page. */
export const submit = z.strictObject({ ...head, kind: z.literal('submit'), ...path, element })
/** An uncaught error or rejection of the page, its text cut and digits blanked so that repeats look alike. */
export const pageError = z.strictObject({
  ...head,
  kind: z.literal('error'),
  ...path,
  message: z.string().min(1).max(limits.errorTextLength),
})
/** A search in a form or route that the team has named for capture. */
export const search = z.strictObject({
  ...head,
  kind: z.literal('search'),
  ...path,
  name: eventName,
  terms: z.string().min(1).max(limits.searchTermsLength),
})
/** The user paused: nothing happened for `seconds`, on `path`; `watch` is the watch that the server had named. */
export const idle = z.strictObject({
  ...head,
  kind: z.literal('idle'),
  ...path,
  watch: contentKey,
  seconds: z.number().int().min(1).max(86_400),
})
/** The user began typing into a field; sent at most once every `limits.typingQuietMs`. */
export const typing = z.strictObject({ ...head, kind: z.literal('typing') })
/** Attributes that the page claims for its user. They are provenance `claimed`, whatever their name. */
export const identify = z.strictObject({ ...head, kind: z.literal('identify'), traits })
/** The account that the page claims its user to be in. It never chooses the tenant. */
export const group = z.strictObject({
  ...head,
  kind: z.literal('group'),
  account: outsideId,
  traits: traits.optional(),
})
export const consent = z.strictObject({
  ...head,
  kind: z.literal('consent'),
  analytics: z.boolean(),
  personalisation: z.boolean(),
})
/** The host asks for a piece of content by its key. */
export const start = z.strictObject({ ...head, kind: z.literal('start'), content: contentKey })
/** The user asks for help. It is answered to this tab, with what the catalogue says. */
export const ask = z.strictObject({
  ...head,
  kind: z.literal('ask'),
  /** In the user's words. Left out, the answer is whatever fits what they are doing now. */
  query: z.string().trim().min(1).max(limits.questionLength).optional(),
  /** Answers wanted at most. */
  k: z.number().int().min(1).max(limits.answersPerQuestion).default(5),
})
/** A checklist step was clicked that completes by an explicit click; or, `by` the host, the host says that one is done which waits for that. */
export const stepDone = z.strictObject({
  ...head,
  kind: z.literal('step-done'),
  content: contentKey,
  step: stepId,
  by: z.literal('host').optional(),
})
/** Guidance was painted in this tab; sent once per decision. */
export const exposure = z.strictObject({ ...head, kind: z.literal('exposure'), decision: mintedId })
/** Feedback that changes what this user is offered next. docs/feedback.md says how, for how long, and what undoing it does. */
export const correctionKinds = [
  'dismissed',
  'not-now',
  'helpful',
  'already-done',
  'not-relevant',
  'wrong',
  'fewer-like-this',
] as const
export type CorrectionKind = (typeof correctionKinds)[number]

/** What the user says of a piece of guidance: a correction, one taken back (`undone`), or a way of using it, which corrects nothing. */
export const feedback = z
  .strictObject({
    ...head,
    kind: z.literal('feedback'),
    decision: mintedId,
    action: z.enum([...correctionKinds, 'undone', 'collapsed', 'opened', 'followed', 'acknowledged']),
    /** Of a list: the answer that is meant. */
    content: contentKey.optional(),
    /** With `undone`: which correction of the same decision. */
    undoes: z.enum(correctionKinds).optional(),
    /** With `not-now`: for how long; else `limits.snoozeMs`. */
    snoozeMs: z.number().int().min(60_000).max(limits.longestSnoozeMs).optional(),
    /** With `already-done`: this step of a checklist only; else all that are open. */
    step: stepId.optional(),
    shownForMs: z.number().int().nonnegative().max(86_400_000).optional(),
  })
  .refine(({ action, undoes }) => (action === 'undone') === (undoes !== undefined), '`undoes` goes with `undone`')
  .refine(({ action, snoozeMs }) => action === 'not-now' || snoozeMs === undefined, '`snoozeMs` goes with `not-now`')
  .refine(({ action, step }) => action === 'already-done' || step === undefined, '`step` goes with `already-done`')
/** The widget could not paint: its reservations are given back at once. */
export const abstained = z.strictObject({
  ...head,
  kind: z.literal('abstained'),
  decision: mintedId,
  reason: z.enum(['not-found', 'ambiguous', 'hidden', 'unknown-kind']),
})
/**
 * What happened in a tour. `shown`: a step was painted; `advanced`: it ended as its author wanted, with the choice made where it has some;
 * `back`: the user wants the step before; `left`: the user wants to go on later, or never; `missing`: the step's target is not there, and
 * the tour waits.
 */
export const tour = z
  .strictObject({
    ...head,
    kind: z.literal('tour'),
    decision: mintedId,
    step: stepId,
    did: z.enum(['shown', 'advanced', 'back', 'left', 'missing']),
    answer: contentKey.optional(),
    reason: z.enum(['not-found', 'ambiguous', 'hidden']).optional(),
  })
  .refine(({ did, answer }) => did === 'advanced' || answer === undefined, '`answer` goes with `advanced`')
  .refine(({ did, reason }) => (did === 'missing') === (reason !== undefined), '`reason` goes with `missing`')
/** The answers to a survey that was given under the decision: all that the user gave, in one message. */
export const survey = z.strictObject({
  ...head,
  kind: z.literal('survey'),
  decision: mintedId,
  answers: surveyAnswers,
})
/** What this page can run for its user: all of it, each time. Content names it, guidance carries it, and only the page runs it. */
export const actions = z.strictObject({
  ...head,
  kind: z.literal('actions'),
  actions: z
    .array(hostAction)
    .max(limits.hostActions)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'the names of actions must differ'),
})
/**
 * What became of an action that guidance carried. `key` is minted for each time that the user asks for it, so that telling it again is
 * harmless; `refused` is what the user did not confirm, or the page would not run.
 */
export const actionRan = z.strictObject({
  ...head,
  kind: z.literal('action-ran'),
  decision: mintedId,
  action: actionName,
  key: mintedId,
  result: z.enum(['ok', 'failed', 'refused']),
})
/** The host asks whether the user may use a feature. It is answered to this tab. */
export const gate = z.strictObject({ ...head, kind: z.literal('gate'), feature: contentKey })
/** How the user wants to be treated. A word that is older than the one that stands changes nothing. */
export const preferencesSaid = z.strictObject({ ...head, kind: z.literal('preferences'), ...preferences.shape })
/**
 * The user asks about themselves: what is known, all that is stored (a page at a time, after an entry's number), or to be erased. It is answered to
 * this tab, and only where who they are is proven.
 */
export const aboutMe = z
  .strictObject({
    ...head,
    kind: z.literal('about-me'),
    wants: z.enum(['known', 'export', 'erase']),
    after: z.number().int().nonnegative().optional(),
  })
  .refine(({ wants, after }) => wants === 'export' || after === undefined, '`after` goes with `export`')
/** This tab came to the front and wants to be the one that shows. */
export const focus = z.strictObject({ ...head, kind: z.literal('focus') })
/** Messages that the bounded queue had to drop before they could be sent. */
export const loss = z.strictObject({
  ...head,
  kind: z.literal('loss'),
  messages: z.number().int().min(1),
  oldestAt: epochMs,
})

/** Everything a widget or a back end may say. */
export const clientMessage = z.discriminatedUnion('kind', [
  track,
  page,
  click,
  rageClick,
  submit,
  pageError,
  search,
  idle,
  typing,
  identify,
  group,
  consent,
  start,
  ask,
  stepDone,
  exposure,
  feedback,
  abstained,
  tour,
  survey,
  actions,
  actionRan,
  gate,
  preferencesSaid,
  aboutMe,
  focus,
  loss,
])
export type ClientMessage = z.infer<typeof clientMessage>
export type MessageKind = ClientMessage['kind']
export type MessageOf<K extends MessageKind> = Extract<ClientMessage, { kind: K }>

/** What a team's back end may post for its user with a secret key. */
export const serverSideKinds = [
  'track',
  'identify',
  'group',
  'consent',
  'start',
  'step-done',
] as const satisfies readonly MessageKind[]

/** One envelope, page to server. Its messages are checked one by one, so that a bad one drops alone. `sentAt` is the page's clock. */
export const envelope = z.strictObject({
  v: z.number().int().min(1).max(1_000),
  sentAt: epochMs,
  /** The guidance revision that the sender shows; the ack's `rev` tells it whether it missed one. */
  rev: z.number().int().nonnegative().optional(),
  messages: z.array(z.unknown()).min(1).max(limits.messagesPerEnvelope),
})
export type Envelope = Omit<z.infer<typeof envelope>, 'messages'> & { messages: ClientMessage[] }

/** Who is connecting. Travels in the Socket.IO `auth` payload or in a beacon's body, never in a URL. */
export const handshake = z.strictObject({
  v: z.number().int().min(1).max(1_000),
  /** Publishable key of the workspace. */
  key: z.string().regex(/^pk_[A-Za-z0-9_-]{16,64}$/),
  /** This tab, minted at its load. */
  tab: mintedId,
  /** JWT signed by the team's back end. */
  token: z.string().min(1).max(limits.tokenLength).optional(),
  /** The visitor token that this server minted earlier. */
  visitor: z.string().min(1).max(limits.tokenLength).optional(),
  /** A user's id that nobody signed: allowed until the workspace enforces tokens. */
  user: outsideId.optional(),
  locale: locale.optional(),
  /** What a browser calls its zone keeps nobody out: an odd name counts as none. */
  timeZone: timeZone.optional().catch(undefined),
  path: pagePath.optional(),
  /** Whether the tab is in front; a hidden one does not take the display lease. */
  visible: z.boolean().optional(),
  /** The content kinds that this widget can paint; absent: checklist and tip. Kinds that the server does not know are ignored. */
  paints: z
    .array(z.string().regex(/^[a-z][a-z0-9-]{0,31}$/))
    .max(20)
    .optional(),
})
export type Handshake = z.infer<typeof handshake>

/** Beacon body: the same, where the socket is blocked or the page is going away. Sent as text/plain, to need no CORS preflight. */
export const beacon = z.strictObject({ auth: handshake, envelope })

/** Why a message was dropped. It was not stored and resending it unchanged will not help, except for `rate-limited`. */
export const dropCodes = [
  'invalid',
  'unknown-kind',
  'too-deep',
  'reserved-name',
  'clock-out-of-range',
  'consent-missing',
  'not-allowed-here',
  'rate-limited',
] as const
export type DropCode = (typeof dropCodes)[number]

export type Outcome =
  | { readonly id: string | null; readonly outcome: 'accepted' }
  | { readonly id: string | null; readonly outcome: 'duplicate' }
  | { readonly id: string | null; readonly outcome: 'dropped'; readonly code: DropCode; readonly detail?: string }

/** The answer to an envelope: one outcome per message, in its order. `retryAfterMs` asks the sender to keep the messages dropped as `rate-limited`. */
export type Ack =
  | {
      readonly v: number
      readonly outcomes: readonly Outcome[]
      readonly rev: number
      readonly retryAfterMs?: number
      readonly strippedKeys?: number
    }
  | {
      readonly v: number
      readonly error: { readonly code: string; readonly message: string }
      readonly retryAfterMs?: number
    }
