import { finder } from '@medv/finder'
import type { Anchor } from '../../../contract/element.ts'
import { accessibleName } from '../../../widget/anchors/accessible-name.ts'
import { elementRole } from '../../../widget/anchors/element-role.ts'
import { findTarget } from '../../../widget/anchors/find-target.ts'
import { isVisible } from '../../../widget/anchors/is-visible.ts'
import { findLikeness, weighAll } from '../../../widget/anchors/likeness/find-likeness.ts'
import { enough, margin } from '../../../widget/anchors/likeness/judge.ts'
import { readLikenesses } from '../../../widget/anchors/likeness/read-likenesses.ts'
import { amongNamesakes, compare, type Field, weigh, weights } from '../../../widget/anchors/likeness/weigh.ts'
import { openRoots, type Root } from '../../../widget/anchors/open-roots.ts'
import { confidenceIn } from '../../../widget/authoring/confidence.ts'
import { describe } from '../../../widget/authoring/describe.ts'
import { hookOf } from '../../../widget/capture/describe-element.ts'
import type { Described, Finding, Seen, Way } from './finding.ts'

/** The marked elements by their mark. The marks are taken off first: no finder can read them. */
const takeTruth = (roots: readonly Root[]): Map<string, Element> => {
  const truth = new Map<string, Element>()
  for (const root of roots)
    for (const element of root.querySelectorAll('[data-truth]')) {
      truth.set(element.getAttribute('data-truth') ?? '', element)
      element.removeAttribute('data-truth')
    }
  return truth
}

const selectorOf = (element: Element): string => {
  const root = element.getRootNode() as Root
  try {
    return finder(element, { root: ('body' in root ? root.body : root) as Element, timeoutMs: 5_000 })
  } catch {
    return ''
  }
}

/** What an author could have written before there were likenesses: all that the element has, in the order in which it is tried. */
const strategiesOf = (element: Element, selector: string): Anchor => {
  const role = elementRole(element)
  const name = role && accessibleName(element, role)
  const hook = hookOf(element)
  return { ...(hook ? { hook } : {}), ...(role && name ? { role, name } : {}), ...(selector ? { selector } : {}) }
}

const first = (roots: readonly Root[], selector: string): Element | undefined => {
  for (const root of roots) {
    const found = selector && root.querySelector(selector)
    if (found) return found
  }
  return undefined
}

const likenessOf = ({ likeness }: Anchor): NonNullable<Anchor['likeness']> => {
  if (!likeness) throw new Error('an anchor without a likeness')
  return likeness
}

/** Whether, with the right one taken out of the page, another is taken for it. */
const isTakenFor = (right: Element, find: () => object): boolean => {
  const stand = document.createComment('')
  right.replaceWith(stand)
  const found = find()
  stand.replaceWith(right)
  return 'element' in found
}

const describeAll = (): Described[] => {
  const truth = takeTruth(openRoots(null))
  return [...truth].map(([target, element]) => {
    const description = describe(element)
    if (!description) throw new Error(`${target} cannot be described`)
    const selector = selectorOf(element)
    return { target, selector, description, strategies: strategiesOf(element, selector) }
  })
}

const findAll = (described: readonly Described[]): Finding[] => {
  const roots = openRoots(null)
  const truth = takeTruth(roots)
  return described.map(({ target, selector, description, strategies }) => {
    const right = truth.get(target)
    const outcome = (element: Element | undefined) =>
      element === undefined ? 'abstained' : element === right ? 'found' : 'wrong'
    const byStrategies = (anchor: Anchor) => {
      const found = findTarget(anchor, roots)
      return outcome('element' in found ? found.element : undefined)
    }
    const found = findLikeness(likenessOf(description.anchor), roots)
    const taken = right && isTakenFor(right, () => findLikeness(likenessOf(description.anchor), roots))
    const ways: Record<Way, Finding['ways'][Way]> = {
      'selector, first match': outcome(first(roots, selector)),
      'selector, only match': byStrategies({ selector: selector || ':not(*)' }),
      'hook, role and name, selector': byStrategies(strategies),
      likeness: outcome('element' in found ? found.element : undefined),
    }
    return {
      target,
      isThere: right !== undefined,
      ways,
      isMistaken: taken ?? false,
      confidence: confidenceIn(weighAll(likenessOf(description.anchor), roots) ?? []),
      reason: 'reason' in found ? found.reason : null,
    }
  })
}

/** For choosing weights: what the finder compares, and which of it is right. */
const seeAll = (described: readonly Described[]): Seen[] => {
  const roots = openRoots(null)
  const truth = takeTruth(roots)
  return described.map(({ target, description }) => {
    const wanted = likenessOf(description.anchor)
    const right = truth.get(target)
    const candidates = (readLikenesses(roots, wanted) ?? [])
      .filter(({ element, likeness }) => isVisible(element) && Number.isFinite(weigh(wanted, likeness)))
      .map(({ element, likeness }) => ({
        compared: Object.fromEntries(
          (Object.keys(weights) as Field[]).map((field) => [field, compare(field, wanted, likeness)]),
        ),
        weight: weigh(wanted, likeness),
        isRight: element === right,
      }))
    return { target, namesakes: wanted.namesakes ?? 1, isThere: right !== undefined, candidates }
  })
}

Object.assign(globalThis, {
  anchorsInPage: { describeAll, findAll, seeAll, chosen: { weights, amongNamesakes, enough, margin } },
})
