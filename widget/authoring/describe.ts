import type { Anchor } from '../../contract/element.ts'
import type { Likeness } from '../../contract/likeness.ts'
import { elementRole } from '../anchors/element-role.ts'
import { findLikeness, weighAll } from '../anchors/likeness/find-likeness.ts'
import { cut, markOf, type Read, readLikenesses } from '../anchors/likeness/read-likenesses.ts'
import { openRoots } from '../anchors/open-roots.ts'
import { isMasked } from '../capture/describe-element.ts'
import { isGeneratedId } from '../capture/generated-id.ts'
import { confidenceIn } from './confidence.ts'

const hookNames = ['data-cairn', 'data-testid', 'data-test', 'data-test-id', 'data-cy', 'data-qa', 'data-pw']
/** Attributes that name a purpose, and those of frameworks that look alike but say what a render made of it. */
const purposes = /^(href|name|type|autocomplete|action|formcontrolname|data-.+)$/
const ofFrameworks = /^data-(v-|radix|headlessui|state|react|emotion|styled)/
/** What a browser takes for granted, or a page toggles. */
const tellsNothing = /=(text|button|false|true)$/

/** What holds users' own words, or may. */
const personal = '[data-cairn-mask],textarea,[contenteditable]'
const isPersonal = (place: Element): boolean =>
  isMasked(place) || place.matches(personal) || place.querySelector(personal) !== null

const isStable = (mark: string): boolean => mark !== '' && !isGeneratedId(mark.slice(mark.indexOf('=') + 1))

const hookOf = (element: Element): string =>
  hookNames.map((name) => markOf(element, name)).find((mark) => isStable(mark)) ?? ''

/** Counted ids (`mat-input-3`) change with whatever a page renders before them. */
const idOf = (element: Element): string => {
  const mark = markOf(element, 'id')
  return isStable(mark) && !/\d$/.test(mark) ? mark : ''
}

const attributesOf = (element: Element): string =>
  element
    .getAttributeNames()
    .filter((name) => purposes.test(name) && !ofFrameworks.test(name) && !hookNames.includes(name))
    .map((name) => markOf(element, name))
    .filter((mark) => isStable(mark) && !tellsNothing.test(mark))
    .sort()
    .reduce((all, mark) => (cut(`${all} ${mark}`).endsWith(mark) ? cut(`${all} ${mark}`) : all), '')

/** Whether an element's name is its makers': not written by users, nor lent from what is masked. */
const mayTell = (element: Element): boolean => {
  const root = element.getRootNode() as Document | ShadowRoot
  const lent = element.getAttribute('aria-labelledby')?.split(/\s+/) ?? []
  const isField = element.matches('input,textarea,select,[role=textbox]')
  return (
    !isMasked(element) && (isField || !isPersonal(element)) && !lent.some((id) => isMasked(root.getElementById(id)))
  )
}

/** Of a row's words those that not every row has. */
const tellingWords = ({ likeness: { item = '' } }: Read, rows: readonly Read[]): string =>
  rows.length < 2
    ? item
    : item
        .split(' ')
        .filter((word) => rows.some(({ likeness }) => !likeness.item?.split(' ').includes(word)))
        .join(' ')

const nameToTell = (one: Read | undefined): string | undefined =>
  one && mayTell(one.element) ? one.likeness.name : undefined

export interface Description {
  /** For a tip's `anchor`. */
  readonly anchor: Anchor
  /** How sure the widget is of it on this very page, 0..1. */
  readonly confidence: number
  /** Why the widget would not find it even here: it is hidden, or too much on the page is like it. */
  readonly trouble?: string
}

/**
 * Describes an element so that the widget finds it again after a redesign. For authors, in a browser's console: it is in no bundle that end
 * users load (docs/writing-content.md, "Anchors"). The words around it come along, but for masked ones and what may be a user's own.
 * @returns null for what cannot be described: masked, not in the page, with nothing of its own, or one of more than a thousand of its kind
 */
export const describe = (element: Element): Description | null => {
  if (isMasked(element)) return null
  const roots = openRoots(null)
  const own = {
    role: elementRole(element) ?? '',
    hook: hookOf(element),
    id: idOf(element),
    attributes: attributesOf(element),
  }
  const all = readLikenesses(roots, own)
  const one = all?.find((other) => other.element === element)
  if (!all || !one) return null
  const { name } = one.likeness
  const namesakes = all.filter(({ likeness }) => name && likeness.name === name)
  const at = all.indexOf(one)
  const read = {
    ...one.likeness,
    ...own,
    name: mayTell(element) ? name : cut(element.getAttribute('aria-label')),
    near: cut(
      [-2, -1, 1, 2]
        .map((by) => all[at + by])
        .map(nameToTell)
        .join(' '),
    ),
    item: tellingWords(one, namesakes),
    ...(one.around.some(isPersonal) ? { heading: '', item: '' } : {}),
  }
  const said = Object.entries(read).filter(([, text]) => text)
  const likeness: Likeness = {
    ...Object.fromEntries(said),
    ...(namesakes.length > 1 ? { namesakes: namesakes.length } : {}),
  }
  if (!(likeness.hook ?? likeness.id ?? likeness.attributes ?? likeness.name)) return null
  const found = findLikeness(likeness, roots)
  const confidence = confidenceIn(weighAll(likeness, roots) ?? [])
  const isSame = 'element' in found && found.element === element
  const trouble = 'reason' in found ? found.reason : 'another is more like it'
  return { anchor: { likeness }, confidence: isSame ? confidence : 0, ...(isSame ? {} : { trouble }) }
}
