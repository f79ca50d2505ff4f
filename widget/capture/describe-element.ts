import type { ElementDescription } from '../../contract/element.ts'
import { limits } from '../../contract/limits.ts'
import { isGeneratedId } from './generated-id.ts'

const mask = '[data-cairn-mask]'
/** What holds a user's own words, or may. */
const personal = `${mask},input,textarea,select,[contenteditable]`

/** Roles whose caption the product's makers wrote; cells, rows and headings often hold their customers' data. */
const captioned = /^(button|link|tab|switch|menuitem(checkbox|radio)?)$/

/** Roles of what is clicked most (HTML-AAM 1.0, section 3.5), as widget/anchors/element-role.ts has them. */
const roles: Readonly<Record<string, string>> = {
  button: 'button',
  summary: 'button',
  submit: 'button',
  reset: 'button',
  checkbox: 'checkbox',
  radio: 'radio',
  textarea: 'textbox',
  select: 'combobox',
  form: 'form',
}

const roleOf = (element: Element): string | undefined => {
  const tag = element.localName
  const given = element.getAttribute('role')?.trim().split(/\s/)[0]
  if (given || tag === 'a') return given || (element.hasAttribute('href') ? 'link' : undefined)
  return tag === 'input' ? (roles[(element as HTMLInputElement).type] ?? 'textbox') : roles[tag]
}

export const hookOf = (element: Element): string | null =>
  element.getAttribute('data-cairn') || element.getAttribute('data-testid') || element.getAttribute('data-test')

/** The parent of a shadow root is its host. */
export const outward = (element: Element): Element | null => {
  const root = element.getRootNode()
  return root instanceof ShadowRoot ? root.host : null
}

/** In or under a mask, across open shadow roots. */
export const isMasked = (element: Element | null): boolean =>
  element !== null && (element.closest(mask) !== null || isMasked(outward(element)))

/**
 * The stable description that leaves the page: what its makers called it. Never a value, never a masked text; of an element's own text only
 * the caption of what is there to be clicked, where no field stands in it.
 * @returns null for what is masked, or cannot be described for sure
 */
export const describeElement = (element: Element): ElementDescription | null => {
  const tag = element.localName
  if (isMasked(element) || !/^[a-z][a-z0-9-]{0,31}$/.test(tag)) return null
  const role = roleOf(element)
  const caption =
    captioned.test(role ?? '') && !element.matches(personal) && !element.querySelector(personal)
      ? element.textContent
      : ''
  const found = {
    hook: hookOf(element),
    id: isGeneratedId(element.id) ? '' : element.id,
    role,
    name: element.getAttribute('aria-label') || caption?.trim() || element.getAttribute('title'),
  }
  const description: Record<string, string> = { tag }
  for (const [field, text] of Object.entries(found)) {
    const cut = text?.replace(/\s+/g, ' ').trim().slice(0, limits.titleLength)
    if (cut) description[field] = cut
  }
  return description as ElementDescription
}
