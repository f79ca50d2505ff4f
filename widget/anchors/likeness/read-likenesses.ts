import type { Likeness } from '../../../contract/likeness.ts'
import { limits } from '../../../contract/limits.ts'
import { accessibleName } from '../accessible-name.ts'
import { elementRole } from '../element-role.ts'
import type { Root } from '../open-roots.ts'
import { outerElement } from '../outer-element.ts'

/** So many elements of one kind are compared at most; on a page with more no likeness is found. */
const mostCandidates = 1_000

const headings = 'h1,h2,h3,h4,h5,h6,[role=heading],legend,caption'
const landmarks = /^(main|navigation|banner|contentinfo|complementary|form|search|(alert)?dialog|region|tabpanel)$/

export const cut = (text: string | null | undefined): string =>
  (text ?? '').replace(/\s+/g, ' ').trim().slice(0, limits.likenessTextLength)

/** Word by word, where `textContent` glues one element's text to the next one's; without what is hidden from assistive technology. */
const textOf = (node: Node): string => {
  if (node.nodeType === 3) return (node as Text).data
  if ((node as Element).getAttribute?.('aria-hidden') === 'true') return ''
  return [...node.childNodes].map(textOf).join(' ')
}

const kinds = [/^(button|link|tab|menuitem)/, /^(text|search|combo|list)box|^(spin|slider)/, /^(checkbox|radio|switch)/]

/** Controls that redesigns turn into one another are of one kind. */
const kindOf = (role = ''): string => kinds.find((roles) => roles.test(role))?.source ?? role

/** An attribute with what is stable of its value: an address without its query. */
export const markOf = (element: Element, name: string): string => {
  const value = element.getAttribute(name)?.trim().split(/[?#]/)[0]
  return value ? `${name}=${value.replace(/\s+/g, '_')}` : ''
}

/** Of the attributes that `marks` names, those that the element has. */
const marksOf = (element: Element, marks = ''): string =>
  marks
    .split(' ')
    .map((mark) => markOf(element, mark.split('=')[0] as string))
    .filter(Boolean)
    .join(' ')

interface Surroundings {
  readonly landmark: string
  readonly language: string
  /** The smallest place around with a heading in it, and that heading. */
  readonly section?: Element
  readonly heading?: Element
  /** Rows, cards and list items around, innermost first. */
  readonly items: readonly Element[]
}

/** One of several of its like: a list's item, a table's row, or a sibling of the same make. */
const isItem = (place: Element): boolean =>
  /^(row|listitem|article|fieldset)$/.test(elementRole(place) ?? place.localName) ||
  (place.localName === 'div' &&
    place.className !== '' &&
    [place.previousElementSibling, place.nextElementSibling].some((twin) => twin?.className === place.className))

/** Reads what stands around an element, each place once. */
const createLookAround = () => {
  const seen = new Map<Element | null, Surroundings>([[null, { landmark: '', language: '', items: [] }]])
  const lookAround = (place: Element | null): Surroundings => {
    const known = seen.get(place)
    if (known || !place) return known as Surroundings
    const outer = lookAround(outerElement(place))
    const role = elementRole(place) ?? ''
    const heading = (place.shadowRoot ?? place).querySelector(headings)
    const found: Surroundings = {
      ...outer,
      ...(heading && { heading, section: place }),
      ...(landmarks.test(role) && { landmark: role }),
      items: isItem(place) ? [place, ...outer.items] : outer.items,
      language: place.getAttribute('lang')?.slice(0, 2).toLowerCase() || outer.language,
    }
    seen.set(place, found)
    return found
  }
  return lookAround
}

export interface Read {
  readonly element: Element
  readonly likeness: Likeness
  /** What the texts around it were read from. */
  readonly around: readonly Element[]
}

/** @param before the heading that was met last on the way through the page */
const read = (
  element: Element,
  wanted: Likeness,
  lookAround: (place: Element | null) => Surroundings,
  before?: Element,
): Read => {
  const role = elementRole(element) ?? ''
  const { items, section, heading, landmark, language } = lookAround(outerElement(element))
  const isText = role || element.childElementCount === 0
  const text = isText ? cut(textOf(element)) : ''
  const name = cut(role ? accessibleName(element, role) : text)
  const title = role === 'heading' ? undefined : before && section?.contains(before) ? before : heading
  const places = items.slice(0, 2)
  return {
    element,
    around: title ? [title, ...places] : places,
    likeness: {
      role,
      hook: marksOf(element, wanted.hook),
      id: marksOf(element, wanted.id),
      attributes: marksOf(element, wanted.attributes),
      name: name === cut(element.textContent) ? text || name : name,
      heading: cut(title?.textContent),
      item: cut(
        places
          // Without its own name, which all rows of a list may share.
          .map((item) => cut(textOf(item)).replace(text, ''))
          .join(' '),
      ),
      language: element.getAttribute('lang')?.slice(0, 2).toLowerCase() || language,
      landmark,
    },
  }
}

/** What an element by itself reads like, to notice when it is used again for something else. */
export const readAlone = (element: Element, wanted: Likeness): string =>
  JSON.stringify(read(element, wanted, createLookAround()).likeness)

/**
 * Reads every element of the kind of what is wanted, in the page's order, and any other with its hook or id.
 * @returns null where there are too many to tell apart
 */
export const readLikenesses = (roots: readonly Root[], wanted: Likeness): Read[] | null => {
  const lookAround = createLookAround()
  const kind = kindOf(wanted.role)
  const found: Read[] = []
  const places: Record<string, number> = {}
  const placed: number[] = []
  for (const root of roots) {
    let heading: Element | undefined
    for (const element of root.querySelectorAll('*')) {
      try {
        if (element.matches(headings)) heading = element
        const isNamesake = [wanted.hook, wanted.id].some((mark) => mark && marksOf(element, mark) === mark)
        if (!isNamesake && kindOf(elementRole(element) ?? '') !== kind) continue
        const one = read(element, wanted, lookAround, heading)
        const { name, hook, id, attributes, landmark = '' } = one.likeness
        // Of what has no role, only what can be told from the rest of its kind.
        if (!kind && !name && !hook && !id && !attributes) continue
        found.push(one)
        const place = (places[landmark] ?? 0) + 1
        places[landmark] = place
        placed.push(place)
        if (found.length > mostCandidates) return null
      } catch {
        // A form whose fields are called like what is read here (DOM clobbering) is not looked at.
      }
    }
  }
  return found.map((one, at) => ({
    ...one,
    likeness: {
      ...one.likeness,
      near: cut([-2, -1, 1, 2].map((by) => found[at + by]?.likeness.name).join(' ')),
      place: `${placed[at]}/${places[one.likeness.landmark ?? '']}`,
    },
  }))
}
