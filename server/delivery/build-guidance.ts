import type { Catalogue, Checklist, ChecklistStep, ContentVersion, Offer } from '../../contract/content.ts'
import type { Guidance, GuidanceItem, OfferGuidance, Watch } from '../../contract/guidance.ts'
import { localeChain, localise } from '../../contract/localise.ts'
import type { LocalisedText } from '../../contract/names.ts'
import { reducedAmount } from '../../contract/offer-terms.ts'
import type { ActiveGuidance, Session } from '../../contract/session.ts'

export interface GuidanceWorld {
  readonly catalogue: Catalogue
  /** The tenant's language, for texts that lack the user's. */
  readonly locale: string
  /** The steps that this user has, and whether each is done. */
  readonly steps: (
    checklist: Checklist,
    session: Session,
  ) => readonly { readonly step: ChecklistStep; readonly done: boolean }[]
}

const priceOf = ({ price, discount }: Offer): Pick<OfferGuidance, 'price'> => {
  if (price === undefined) return {}
  if (discount === undefined) return { price }
  return { price: { ...price, amount: reducedAmount(price, discount), before: price.amount, until: discount.until } }
}

/** @returns null for what is shown in lists only, and never stands */
const buildItem = (
  active: ActiveGuidance,
  { content }: ContentVersion,
  session: Session,
  world: GuidanceWorld,
): GuidanceItem | null => {
  const chain = localeChain(session.locale, world.locale)
  const say = (text: LocalisedText) => localise(text, chain)
  const actionOf = (action: { label: LocalisedText; url: string } | undefined) =>
    action === undefined ? {} : { action: { label: say(action.label), url: action.url } }
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
        steps: world.steps(content, session).map(({ step, done }) => ({
          id: step.id,
          title: say(step.title),
          ...bodyOf(step.body),
          done,
          byClick: 'click' in step.completeOn,
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
        ...actionOf(content.action),
      }
    case 'article':
    case 'playbook':
      return null
    default:
      return content satisfies never
  }
}

/** Pauses that the widget should report: one for each idle-triggered tip. */
const watchesOf = (catalogue: Catalogue): Watch[] =>
  catalogue.items.flatMap(({ content }) =>
    content.kind === 'tip' && content.trigger.idle !== undefined
      ? [
          {
            id: content.key,
            ...(content.trigger.page === undefined ? {} : { page: content.trigger.page }),
            seconds: content.trigger.idle.seconds,
          },
        ]
      : [],
  )

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
