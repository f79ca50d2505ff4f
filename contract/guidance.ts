import { z } from 'zod'
import { anchor } from './element.ts'
import { actionRisks } from './host-actions.ts'
import { limits } from './limits.ts'
import { actionName, contentKey, messageId, mintedId, properties, safeUrl, stepId } from './names.ts'
import { routePattern } from './route-pattern.ts'
import type { Session } from './session.ts'
import { tourAdvance } from './tour-step.ts'

const action = z.object({ label: z.string(), url: safeUrl })
/**
 * A button that leads nowhere: it shows other content (sent as the message `start`), or runs what the page has registered. `confirm`: only
 * after the user has said yes to it once more.
 */
const command = z.union([
  z.object({ label: z.string(), start: contentKey }),
  z.object({
    label: z.string(),
    run: actionName,
    params: properties,
    risk: z.enum(actionRisks),
    confirm: z.boolean(),
  }),
])
/** Its room is reserved before it is loaded. */
const media = z.object({
  kind: z.enum(['image', 'video']),
  url: z.string(),
  alt: z.string(),
  width: z.number().int(),
  height: z.number().int(),
})
const placement = z.enum(['top', 'right', 'bottom', 'left'])
const shared = {
  decision: mintedId,
  key: contentKey,
  version: z.string(),
  title: z.string(),
  why: z.string(),
  action: action.optional(),
  command: command.optional(),
}

export const checklistGuidance = z.object({
  kind: z.literal('checklist'),
  ...shared,
  body: z.string().optional(),
  collapsed: z.boolean(),
  steps: z.array(
    z.object({
      id: stepId,
      title: z.string(),
      body: z.string().optional(),
      done: z.boolean(),
      byClick: z.boolean(),
      /** It waits for others that are open. Absent for no. */
      locked: z.boolean().optional(),
      optional: z.boolean().optional(),
      minutes: z.number().int().optional(),
      action: action.optional(),
      command: command.optional(),
    }),
  ),
})
export const tipGuidance = z.object({
  kind: z.literal('tip'),
  ...shared,
  body: z.string(),
  anchor,
  placement,
})
export const offerGuidance = z.object({
  kind: z.literal('offer'),
  ...shared,
  body: z.string(),
  /** As advertised now: what a discount leaves, and what it was taken off. */
  price: z
    .object({
      amount: z.number(),
      before: z.number().optional(),
      /** Epoch ms; the last moment of the reduced price. */
      until: z.number().optional(),
      currency: z.string(),
      period: z.enum(['once', 'month', 'year']),
    })
    .optional(),
  /** Who can have it, and on what terms. */
  eligibility: z.string().optional(),
})

export const hotspotGuidance = z.object({
  kind: z.literal('hotspot'),
  ...shared,
  body: z.string(),
  media: media.optional(),
  anchor,
  placement,
})
export const bannerGuidance = z.object({
  kind: z.literal('banner'),
  ...shared,
  body: z.string().optional(),
  tone: z.enum(['info', 'success', 'warning']),
  place: z.union([z.enum(['top', 'bottom']), z.object({ inside: anchor })]),
})
export const modalGuidance = z.object({
  kind: z.literal('modal'),
  ...shared,
  body: z.string(),
  media: media.optional(),
})
export const announcementGuidance = z.object({
  kind: z.literal('announcement'),
  ...shared,
  body: z.string(),
  media: media.optional(),
  /** Epoch ms. */
  datedAt: z.number(),
})
export const tourGuidance = z.object({
  kind: z.literal('tour'),
  ...shared,
  body: z.string().optional(),
  /** The step that the user is at, and which it is for them, from 1. */
  at: stepId,
  number: z.number().int(),
  canGoBack: z.boolean(),
  steps: z.array(
    z.object({
      id: stepId,
      title: z.string(),
      body: z.string().optional(),
      media: media.optional(),
      /** Elsewhere the tour waits. */
      page: routePattern.optional(),
      anchor: anchor.optional(),
      placement,
      advance: tourAdvance,
      choices: z.array(z.object({ id: contentKey, label: z.string() })).optional(),
      action: action.optional(),
      command: command.optional(),
      /** What follows whoever the user is, so that the page need not wait to show it: a step, or null for the end. */
      next: stepId.nullable().optional(),
    }),
  ),
})
const surveyGuidanceQuestion = z.object({
  id: contentKey,
  kind: z.enum(['nps', 'rating', 'choice', 'text']),
  ask: z.string(),
  required: z.boolean(),
  low: z.string().optional(),
  high: z.string().optional(),
  /** Of a rating. */
  most: z.number().int().optional(),
  choices: z.array(z.object({ id: contentKey, label: z.string() })).optional(),
  several: z.boolean().optional(),
  maxLength: z.number().int().optional(),
})
export const surveyGuidance = z.object({
  kind: z.literal('survey'),
  ...shared,
  body: z.string().optional(),
  questions: z.array(surveyGuidanceQuestion),
  thanks: z.string().optional(),
})

/** One piece of guidance, its texts already in the user's locale. The widget ignores kinds that it does not know. */
export const guidanceItem = z.discriminatedUnion('kind', [
  checklistGuidance,
  tipGuidance,
  offerGuidance,
  hotspotGuidance,
  bannerGuidance,
  modalGuidance,
  announcementGuidance,
  tourGuidance,
  surveyGuidance,
])
export type GuidanceItem = z.infer<typeof guidanceItem>
export type ChecklistGuidance = z.infer<typeof checklistGuidance>
export type TipGuidance = z.infer<typeof tipGuidance>
export type OfferGuidance = z.infer<typeof offerGuidance>
export type TourGuidance = z.infer<typeof tourGuidance>
export type SurveyGuidance = z.infer<typeof surveyGuidance>

/** Asks the widget to say when the user has paused on a matching page; it keeps one one-shot timer, for the next of them. */
export const watch = z.object({ id: contentKey, page: routePattern.optional(), seconds: z.number().int() })
export type Watch = z.infer<typeof watch>

/**
 * The full active state. `rev` only grows: a lower one than the last applied is ignored. `display` is false in every tab but the one that
 * holds the display lease, which then gets no items.
 */
export const guidance = z.object({
  kind: z.literal('guidance'),
  rev: z.number().int(),
  display: z.boolean(),
  items: z.array(guidanceItem),
  watches: z.array(watch),
})
export type Guidance = z.infer<typeof guidance>

/** First word after a connection: who one is, and how to capture. */
export const welcome = z.object({
  kind: z.literal('welcome'),
  /** Server time, epoch ms. */
  now: z.number(),
  /** The workspace's consent mode; the tag can only be stricter. */
  consent: z.enum(['implied', 'required']),
  identity: z.enum(['visitor', 'unverified', 'verified']),
  /** For whoever debugs a page: whether the holdout keeps guidance from this user (`drawn`), and why not. */
  holdout: z.enum(['off', 'trait', 'first-users', 'not-drawn', 'drawn']).optional(),
  /** Keep this and send it with the next handshake. Given to visitors only. */
  visitor: z.string().optional(),
  /** Searches that the team has named: a form with this hook, or a route with this query parameter. */
  searches: z.array(
    z.object({
      name: z.string(),
      form: z.string().optional(),
      route: routePattern.optional(),
      parameter: z.string().optional(),
    }),
  ),
  theme: z.object({
    accent: z.string().optional(),
    side: z.enum(['left', 'right']).optional(),
    mode: z.enum(['auto', 'light', 'dark']).optional(),
  }),
})
export type Welcome = z.infer<typeof welcome>

/** One piece of help, its texts in the user's locale. */
export const answer = z.object({
  key: contentKey,
  version: z.string(),
  kind: z.enum(['article', 'playbook']),
  title: z.string(),
  /** What speaks of the question in it, at most `limits.extractLength` characters. */
  extract: z.string(),
  /** When it was last seen to be true, epoch ms. */
  date: z.number(),
  why: z.string(),
  /** What it cites in its turn. */
  sources: z.array(z.object({ title: z.string(), url: safeUrl.optional() })).optional(),
})
export type Answer = z.infer<typeof answer>

/** The answer to one `ask`, sent to the tab that asked and to no other. Nothing is answered without a source. */
export const answers = z.object({
  kind: z.literal('answers'),
  /** Id of the message that asked. */
  for: messageId,
  decision: mintedId,
  results: z.array(answer).max(limits.answersPerQuestion),
  nothing: z.literal('no-source').optional(),
})
export type Answers = z.infer<typeof answers>

/** The answer to one `gate`, sent to the tab that asked and to no other. */
export const gateAnswer = z.object({
  kind: z.literal('gate'),
  /** Id of the message that asked. */
  for: messageId,
  feature: contentKey,
  allowed: z.boolean(),
  /** What is proven. `open`: nobody has said who has it; `unproven`: it is for some, and nothing proves that this user is one. */
  has: z.enum(['yes', 'no', 'unproven', 'open']),
  decision: mintedId,
  /** What the user can be offered instead; in a tab it is shown, by the guidance that follows. */
  offer: z
    .object({
      key: contentKey,
      version: z.string(),
      title: z.string(),
      body: z.string(),
      why: z.string(),
      price: offerGuidance.shape.price,
    })
    .nullable(),
})
export type GateAnswer = z.infer<typeof gateAnswer>

/** What is known of a user, for themselves. */
export interface Known extends Pick<Session, 'traits' | 'locale' | 'consent' | 'shown' | 'progress'> {
  /** Epoch ms. */
  readonly since: number
  /** Stored entries, all of which an export brings. */
  readonly entries: number
  readonly account: string | null
  readonly timeZone: string | null
  readonly preferences: NonNullable<Session['preferences']> | null
  readonly goals: readonly string[]
  readonly events: Readonly<
    Record<string, { readonly count: number; readonly firstAt: number; readonly lastAt: number }>
  >
  readonly tours: NonNullable<Session['tours']>
  readonly answers: NonNullable<Session['surveys']>
  /** What they said of guidance. */
  readonly said: readonly object[]
}
/** `kind` names what it is; what the user did is whole, and of a decision what was chosen and why. */
export interface KnownEntry {
  readonly seq: number
  readonly at: number
  readonly kind: string
  readonly message?: object
  readonly slot?: string
  readonly content?: string | null
  readonly why?: Readonly<Record<string, string>>
}
/**
 * The answer to one `about-me`, sent to the tab that asked and to no other. After `erase` the connection ends, and whoever comes back is somebody
 * new.
 */
export const aboutMeAnswer = z.object({
  kind: z.literal('about-me'),
  for: messageId,
  wants: z.enum(['known', 'export', 'erase']),
  /** Nobody has proven who they are. */
  refused: z.literal('unverified').optional(),
  known: z.custom<Known>().optional(),
  entries: z.array(z.custom<KnownEntry>()).optional(),
  /** The `after` of the next page; null on the last one. */
  next: z.number().int().nullable().optional(),
})
export type AboutMe = z.infer<typeof aboutMeAnswer>

/** The server will not serve this connection any more; the widget falls silent, or comes back with a fresh token for `TOKEN_EXPIRED`. */
export const goodbye = z.object({ kind: z.literal('goodbye'), code: z.string() })

export const serverMessage = z.discriminatedUnion('kind', [
  welcome,
  guidance,
  answers,
  gateAnswer,
  aboutMeAnswer,
  goodbye,
])
export type ServerMessage = z.infer<typeof serverMessage>

/** One envelope, server to page. */
export const serverEnvelope = z.object({ v: z.number().int(), messages: z.array(serverMessage) })
export type ServerEnvelope = z.infer<typeof serverEnvelope>
