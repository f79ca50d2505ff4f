import {
  type Catalogue,
  type Checklist,
  type ChecklistStep,
  type ContentVersion,
  type Offer,
  type Tour,
  triggerOf,
} from '../../contract/content.ts'
import type { ContentAction } from '../../contract/content-action.ts'
import type { Guidance, GuidanceItem, OfferGuidance, SurveyGuidance, Watch } from '../../contract/guidance.ts'
import { runnable } from '../../contract/host-actions.ts'
import { localeChain, localise } from '../../contract/localise.ts'
import type { Media } from '../../contract/media.ts'
import type { LocalisedText } from '../../contract/names.ts'
import { reducedAmount } from '../../contract/offer-terms.ts'
import type { ActiveGuidance, Session } from '../../contract/session.ts'
import type { SurveyQuestion } from '../../contract/survey-question.ts'
import { tourPosition } from '../../contract/tour-position.ts'

export interface GuidanceWorld {
  readonly catalogue: Catalogue
  /** The tenant's language, for texts that lack the user's. */
  readonly locale: string
  /** The steps that this user has, and whether each is done. */
  readonly steps: (
    checklist: Checklist,
    session: Session,
  ) => readonly { readonly step: ChecklistStep; readonly done: boolean; readonly locked: boolean }[]
}

export const priceOf = ({ price, discount }: Offer): Pick<OfferGuidance, 'price'> => {
  if (price === undefined) return {}
  if (discount === undefined) return { price }
  return { price: { ...price, amount: reducedAmount(price, discount), before: price.amount, until: discount.until } }
}

const positionIn = (tour: Tour, { tours }: Session): ReturnType<typeof tourPosition> =>
  tourPosition(
    { first: tour.steps[0]?.id ?? '', steps: new Set(tour.steps.map(({ id }) => id)) },
    tours !== undefined && Object.hasOwn(tours, tour.key) ? tours[tour.key] : undefined,
  )

const localiseQuestion = (
  question: SurveyQuestion,
  say: (text: LocalisedText) => string,
): SurveyGuidance['questions'][number] => {
  const { id, kind, required } = question
  const asked = { id, kind, ask: say(question.ask), required }
  switch (question.kind) {
    case 'nps':
    case 'rating':
      return {
        ...asked,
        ...(question.low === undefined ? {} : { low: say(question.low) }),
        ...(question.high === undefined ? {} : { high: say(question.high) }),
        ...(question.kind === 'rating' ? { most: question.most } : {}),
      }
    case 'choice':
      return {
        ...asked,
        choices: question.choices.map(({ id, label }) => ({ id, label: say(label) })),
        several: question.several,
      }
    case 'text':
      return { ...asked, maxLength: question.maxLength }
    default:
      return question satisfies never
  }
}

/** @returns null for what is shown in lists only, and never stands */
const buildItem = (
  active: ActiveGuidance,
  { content, publishedAt }: ContentVersion,
  session: Session,
  world: GuidanceWorld,
): GuidanceItem | null => {
  const chain = localeChain(session.locale, world.locale)
  const say = (text: LocalisedText) => localise(text, chain)
  const actionOf = (action: ContentAction | undefined) => {
    if (action === undefined) return {}
    const label = say(action.label)
    if ('run' in action) {
      const known = runnable(action, session.hostActions)
      if (known === null) return {}
      const { run, params = {} } = action
      return { command: { label, run, params, risk: known.risk, confirm: known.risk !== 'low' } }
    }
    return 'url' in action ? { action: { label, url: action.url } } : { command: { label, start: action.start } }
  }
  const mediaOf = (media: Media | undefined) =>
    media === undefined ? {} : { media: { ...media, alt: say(media.alt) } }
  const bodyOf = (body: LocalisedText | undefined) => (body === undefined ? {} : { body: say(body) })
  const shared = {
    decision: active.decision,
    key: active.content,
    version: active.version,
    title: active.amended?.title ?? say(content.title),
    why: localise(active.why, chain),
  }
  switch (content.kind) {
    case 'checklist':
      return {
        kind: 'checklist',
        ...shared,
        ...bodyOf(active.amended?.body ?? content.body),
        collapsed: Object.hasOwn(session.progress, content.key) && session.progress[content.key]?.collapsed === true,
        steps: world.steps(content, session).map(({ step, done, locked }) => ({
          id: step.id,
          title: say(step.title),
          ...bodyOf(step.body),
          done,
          byClick: 'click' in step.completeOn,
          ...(locked ? { locked } : {}),
          ...(step.optional === true ? { optional: true } : {}),
          ...(step.minutes === undefined ? {} : { minutes: step.minutes }),
          ...actionOf(step.action),
        })),
      }
    case 'tip':
      return {
        kind: 'tip',
        ...shared,
        body: active.amended?.body ?? say(content.body),
        anchor: content.anchor,
        placement: content.placement,
        ...actionOf(content.action),
      }
    case 'offer':
      return {
        kind: 'offer',
        ...shared,
        body: active.amended?.body ?? say(content.body),
        ...priceOf(content),
        ...(content.eligibility === undefined ? {} : { eligibility: say(content.eligibility) }),
        ...actionOf(content.action),
      }
    case 'hotspot':
      return {
        kind: 'hotspot',
        ...shared,
        body: active.amended?.body ?? say(content.body),
        ...mediaOf(content.media),
        anchor: content.anchor,
        placement: content.placement,
        ...actionOf(content.action),
      }
    case 'banner':
      return {
        kind: 'banner',
        ...shared,
        ...bodyOf(active.amended?.body ?? content.body),
        tone: content.tone,
        place: content.place,
        ...actionOf(content.action),
      }
    case 'modal':
      return {
        kind: 'modal',
        ...shared,
        body: active.amended?.body ?? say(content.body),
        ...mediaOf(content.media),
        ...actionOf(content.action),
      }
    case 'announcement':
      return {
        kind: 'announcement',
        ...shared,
        body: active.amended?.body ?? say(content.body),
        ...mediaOf(content.media),
        datedAt: content.datedAt ?? publishedAt,
        ...actionOf(content.action),
      }
    case 'tour': {
      const { step: at, trail } = positionIn(content, session)
      return {
        kind: 'tour',
        ...shared,
        ...bodyOf(active.amended?.body ?? content.body),
        at,
        number: trail.length + 1,
        canGoBack: trail.length > 0,
        steps: content.steps.map(({ id, title, body, media, page, anchor, placement, advance, ...step }, index) => ({
          id,
          title: say(title),
          ...bodyOf(body),
          ...mediaOf(media),
          ...(page === undefined ? {} : { page }),
          ...(anchor === undefined ? {} : { anchor }),
          placement,
          advance,
          ...(step.choices === undefined
            ? {}
            : { choices: step.choices.map(({ id, label }) => ({ id, label: say(label) })) }),
          ...actionOf(step.action),
          ...(step.branches === undefined ? { next: content.steps[index + 1]?.id ?? null } : {}),
        })),
      }
    }
    case 'survey':
      return {
        kind: 'survey',
        ...shared,
        ...bodyOf(active.amended?.body ?? content.body),
        questions: content.questions.map((question) => localiseQuestion(question, say)),
        ...(content.thanks === undefined ? {} : { thanks: say(content.thanks) }),
      }
    case 'article':
    case 'playbook':
      return null
    default:
      return content satisfies never
  }
}

/** Pauses that the widget should report: one for each trigger that waits for one. */
const watchesOf = (catalogue: Catalogue): Watch[] =>
  catalogue.items.flatMap(({ content }) => {
    const trigger = triggerOf(content)
    if (trigger?.idle === undefined) return []
    const page = trigger.page === undefined ? {} : { page: trigger.page }
    return [{ id: content.key, ...page, seconds: trigger.idle.seconds }]
  })

/** What is active for a user now, in their language. A ghost (held out) is never in it; a version that is gone is left out. */
export const buildGuidance = (session: Session, world: GuidanceWorld): Guidance => {
  const byVersion = (version: string) => world.catalogue.items.find((item) => item.version === version)
  const items = Object.values(session.active).flatMap((active) => {
    if (active.ghost) return []
    const version = byVersion(active.version)
    const item = version === undefined ? null : buildItem(active, version, session, world)
    return item === null ? [] : [item]
  })
  return { kind: 'guidance', rev: session.rev, display: true, items, watches: watchesOf(world.catalogue) }
}

/** What every other tab is told: show nothing, somebody else does. */
export const elsewhere = (guidance: Guidance): Guidance => ({ ...guidance, display: false, items: [], watches: [] })
