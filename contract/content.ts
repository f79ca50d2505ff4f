import { z } from 'zod'
import { ruleName } from './assessment.ts'
import { contentAction, linkAction } from './content-action.ts'
import { anchor } from './element.ts'
import { filter } from './filter.ts'
import { limits } from './limits.ts'
import { media } from './media.ts'
import { contentKey, epochMs, eventName, localisedText, safeUrl, stepId } from './names.ts'
import { discount, price, requirement } from './offer-terms.ts'
import { hopedOutcome } from './outcome.ts'
import { routePattern } from './route-pattern.ts'
import { surveyQuestions } from './survey-question.ts'
import { tourSteps } from './tour-step.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Slots that something is decided for whenever a user does something, in the order in which they are filled. */
export const decidedSlots = ['checklist', 'inline', 'overlay', 'banner'] as const
export type DecidedSlot = (typeof decidedSlots)[number]
/** `list` is filled when somebody asks, never by a trigger. */
export const slots = [...decidedSlots, 'list'] as const
/** Where content can stand. */
export type Slot = (typeof slots)[number]

const title = localisedText(limits.titleLength)
const body = localisedText(limits.textLength)

const common = {
  key: contentKey,
  /** Who may see it, over the session view (docs/filters.md). Absent: everyone. */
  audience: filter.optional(),
  /** First and last moment it may be shown, epoch ms. */
  from: epochMs.optional(),
  until: epochMs.optional(),
  /** Order among equals; larger goes first. */
  priority: z.number().int().min(0).max(100).default(50),
  /**
   * What it is for: an event within so many days of being shown, or one of the tenant's outcomes by its name. What is learnt is learnt from
   * this, never from clicks; without it nothing is learnt.
   */
  outcome: hopedOutcome.optional(),
  /** What it is about, in short keys: "helpful" and "fewer like this" said of one piece count for all with the topic. */
  topics: z.array(contentKey).min(1).max(limits.topicsPerContent).optional(),
  /** Where the claims in it come from: an article of the catalogue by its key, or a page elsewhere. */
  citations: z
    .array(
      z.union([
        z.strictObject({ title: z.string().max(limits.titleLength), url: safeUrl }),
        z.strictObject({ article: contentKey }),
      ]),
    )
    .max(10)
    .optional(),
  /** Other wordings of title and body, by tone (`formal`): a guardrail takes one in place of what it would withhold. */
  variants: z
    .record(contentKey, z.strictObject({ title: title.optional(), body: body.optional() }))
    .refine((variants) => Object.keys(variants).length <= limits.variantsPerContent, 'too many variants')
    .optional(),
  /** Who may have it by right: plan, role, region, licence. Compared with verified traits only. */
  requires: requirement.optional(),
}
/** The feature that it helps with: whoever verifiably lacks it has no use for the help. */
const feature = { feature: contentKey.optional() }

/**
 * A step completes by an event (with conditions on its properties), by a visit to a page, by an explicit click on it, or by the host's saying
 * so.
 */
export const checklistStep = z.strictObject({
  id: stepId,
  title,
  body: body.optional(),
  completeOn: z.union([
    z.strictObject({ event: eventName, where: filter.optional() }),
    z.strictObject({ page: routePattern }),
    z.strictObject({ click: z.literal(true) }),
    z.strictObject({ host: z.literal(true) }),
  ]),
  /** Ids of the steps that come before it: until they are done it is locked. */
  after: z.array(stepId).min(1).max(5).optional(),
  /** The checklist is complete without it. */
  optional: z.boolean().optional(),
  /** How long it takes, as its author thinks. */
  minutes: z.number().int().min(1).max(480).optional(),
  action: contentAction.optional(),
  /** Who has this step at all (roles, plans). */
  audience: filter.optional(),
})
export type ChecklistStep = z.infer<typeof checklistStep>

export const checklist = z
  .strictObject({
    kind: z.literal('checklist'),
    ...common,
    ...feature,
    title,
    body: body.optional(),
    steps: z.array(checklistStep).min(1).max(limits.checklistSteps),
  })
  .refine((c) => new Set(c.steps.map((step) => step.id)).size === c.steps.length, 'step ids must differ')
  .refine(
    ({ steps }) =>
      steps.every(({ after = [] }, index) => after.every((id) => steps.slice(0, index).some((step) => step.id === id))),
    'a step comes after steps that stand before it',
  )
  .refine(
    ({ steps }) => steps.some(({ optional }) => optional !== true),
    'a checklist needs a step that is not optional',
  )
export type Checklist = z.infer<typeof checklist>

/** When a tip is worth offering. Every condition that is given must hold. */
export const trigger = z
  .strictObject({
    /** The user is on such a page. */
    page: routePattern.optional(),
    /** This event happened `count` times within the window. */
    event: z
      .strictObject({
        name: eventName,
        count: z.number().int().min(1).max(20).default(1),
        withinMs: z.number().int().positive().max(86_400_000).default(600_000),
      })
      .optional(),
    /** The page reported the same error `count` times within the window. */
    error: z
      .strictObject({
        contains: z.string().min(1).max(100).optional(),
        count: z.number().int().min(1).max(20).default(2),
        withinMs: z.number().int().positive().max(86_400_000).default(600_000),
      })
      .optional(),
    /** The user hammered on one element, within the last minute. */
    rageClick: z.strictObject({ hook: z.string().max(limits.titleLength).optional() }).optional(),
    /** The user came into this segment within the window. */
    segment: z
      .strictObject({
        enters: ruleName,
        withinMs: z.number().int().positive().max(86_400_000).default(600_000),
      })
      .optional(),
    /** The user's intent is this one. */
    intent: ruleName.optional(),
    /** The user has paused on the page for so long. */
    idle: z.strictObject({ seconds: z.number().int().min(5).max(3_600) }).optional(),
  })
  .refine(
    (t) => Object.values(t).some((condition) => condition !== undefined),
    'a trigger needs at least one condition',
  )
export type Trigger = z.infer<typeof trigger>

export const tip = z.strictObject({
  kind: z.literal('tip'),
  ...common,
  ...feature,
  title,
  body,
  anchor,
  trigger,
  placement: z.enum(['top', 'right', 'bottom', 'left']).default('bottom'),
  action: contentAction.optional(),
})
export type Tip = z.infer<typeof tip>

/**
 * Sells a feature or a plan. Price and discount come from here, so from the server: nothing in the page can change them. With its
 * discount's last moment the offer ends.
 */
export const offer = z
  .strictObject({
    kind: z.literal('offer'),
    ...common,
    title,
    body,
    /** What it sells. */
    feature: contentKey.optional(),
    plan: z.string().min(1).max(64).optional(),
    price: price.optional(),
    discount: discount.optional(),
    /** Who can have it and on what terms, in the team's words. */
    eligibility: body.optional(),
    action: contentAction,
  })
  .refine(
    (o) => o.feature !== undefined || o.plan !== undefined,
    'an offer names the feature or the plan that it sells',
  )
  .refine((o) => o.discount === undefined || o.price !== undefined, 'a discount needs the price that it is taken off')
export type Offer = z.infer<typeof offer>

/** What help, suggestions and citations draw on. */
export const article = z.strictObject({
  kind: z.literal('article'),
  ...common,
  title,
  body: localisedText(limits.articleLength),
  /** When somebody last saw to it that it is true, epoch ms. Absent: when it was published. */
  updatedAt: epochMs.optional(),
  /** Pages that it is about. */
  routes: z.array(routePattern).min(1).max(20).optional(),
  /** Features that it explains. */
  features: z.array(contentKey).min(1).max(20).optional(),
})
export type Article = z.infer<typeof article>

/** How to reach something, step by step, told and not ticked off; what is to be ticked off is a checklist. */
export const playbook = z.strictObject({
  kind: z.literal('playbook'),
  ...common,
  ...feature,
  title,
  body,
  steps: z
    .array(
      z.strictObject({
        text: body,
        /** Where the step is done. */
        link: linkAction.optional(),
        /** Key of the article that explains it. */
        article: contentKey.optional(),
      }),
    )
    .min(1)
    .max(limits.checklistSteps),
})
export type Playbook = z.infer<typeof playbook>

const placement = z.enum(['top', 'right', 'bottom', 'left']).default('bottom')
/** What speaks up on its own. Without a trigger it comes as soon as its audience is there; a tour waits until it is asked for. */
const speaking = { ...common, ...feature, title, trigger: trigger.optional() }

/** A mark on an element of the page that opens when somebody wants to know. */
export const hotspot = z.strictObject({
  kind: z.literal('hotspot'),
  ...speaking,
  body,
  media: media.optional(),
  anchor,
  placement,
  action: contentAction.optional(),
})
export type Hotspot = z.infer<typeof hotspot>

/** A line across the page: fixed to its top or bottom edge, or inside an element that the host keeps for it. */
export const banner = z.strictObject({
  kind: z.literal('banner'),
  ...speaking,
  body: body.optional(),
  tone: z.enum(['info', 'success', 'warning']).default('info'),
  place: z.union([z.enum(['top', 'bottom']), z.strictObject({ inside: anchor })]).default('top'),
  action: contentAction.optional(),
})
export type Banner = z.infer<typeof banner>

/** Something to be read before going on. The one thing beside an offer that may lie over the page. */
export const modal = z.strictObject({
  kind: z.literal('modal'),
  ...speaking,
  body,
  media: media.optional(),
  action: contentAction.optional(),
})
export type Modal = z.infer<typeof modal>

/** News, beside the page and not over it. */
export const announcement = z.strictObject({
  kind: z.literal('announcement'),
  ...speaking,
  body,
  media: media.optional(),
  /** The date that it bears, epoch ms. Absent: when it was published. */
  datedAt: epochMs.optional(),
  action: contentAction.optional(),
})
export type Announcement = z.infer<typeof announcement>

/** Leads through the product, step by step and across pages. Without a trigger it begins only when it is asked for. */
export const tour = z.strictObject({
  kind: z.literal('tour'),
  ...speaking,
  body: body.optional(),
  steps: tourSteps,
})
export type Tour = z.infer<typeof tour>

/** Asks the user. Answered, it is over, or comes again after so many days. */
export const survey = z.strictObject({
  kind: z.literal('survey'),
  ...speaking,
  body: body.optional(),
  questions: surveyQuestions,
  thanks: body.optional(),
  repeatDays: z.number().int().min(7).max(730).optional(),
})
export type Survey = z.infer<typeof survey>

/** An authored thing. */
export const content = z.discriminatedUnion('kind', [
  checklist,
  tip,
  offer,
  article,
  playbook,
  hotspot,
  banner,
  modal,
  announcement,
  tour,
  survey,
])
export type Content = z.infer<typeof content>
export type ContentInput = z.input<typeof content>
export type ContentKind = Content['kind']

export const slotOf = {
  checklist: 'checklist',
  tip: 'inline',
  offer: 'overlay',
  article: 'list',
  playbook: 'list',
  hotspot: 'inline',
  banner: 'banner',
  modal: 'overlay',
  announcement: 'overlay',
  tour: 'overlay',
  survey: 'overlay',
} as const satisfies Record<ContentKind, Slot>

export const triggerOf = (content: Content): Trigger | undefined => ('trigger' in content ? content.trigger : undefined)

/** What "like this" means: its topics, else its kind, written so that no topic can be taken for it. */
export const topicsOf = ({ topics, kind }: Pick<Content, 'topics' | 'kind'>): readonly string[] =>
  topics ?? [`kind:${kind}`]

/** An immutable published state of content; `version` is its key with the start of its hash. */
export interface ContentVersion {
  readonly version: string
  /** SHA-256 over the canonical content, hex. */
  readonly hash: string
  readonly publishedAt: number
  readonly content: Content
}

/** What one tenant's users can be shown: the workspace's published versions with the tenant's overrides laid over by key. */
export interface Catalogue {
  /** Hash of the version ids in it; in the tenant's words, with a hash of those after a `~`. */
  readonly version: string
  readonly items: readonly ContentVersion[]
  /** The tenant's words, where it has any: the texts stand in them already. */
  readonly vocabulary?: Vocabulary
}
