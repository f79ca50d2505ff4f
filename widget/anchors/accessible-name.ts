const tidy = (text: string | null | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim()

/** Roles whose name may come from what stands inside (WAI-ARIA 1.2, section 5.2.8.5). */
const namedByContent =
  /^(button|cell|checkbox|(column|row)header|heading|link|menuitem(checkbox|radio)?|option|radio|row|switch|tab|tooltip|treeitem)$/

/**
 * The accessible name, in the order of Accessible Name and Description Computation 1.2 as far as it concerns a target: `aria-labelledby`,
 * `aria-label`, the tag's own label, content, title. Never a field's value.
 */
export const accessibleName = (element: Element, role: string | null): string => {
  const root = element.getRootNode() as Document | ShadowRoot
  const ids = element.getAttribute('aria-labelledby')?.trim().split(/\s+/) ?? []
  const referred = tidy(ids.map((id) => root.getElementById(id)?.textContent ?? '').join(' '))
  if (referred) return referred
  const label = tidy(element.getAttribute('aria-label'))
  if (label) return label
  const labels = (element as HTMLInputElement).labels
  // A label may stand around its field: what is in that one is a value.
  const own = labels
    ? tidy([...labels].map((one) => one.textContent?.replace(element.textContent ?? '', '')).join(' '))
    : tidy(element.getAttribute('alt'))
  if (own) return own
  // The caption of a button is its name; what was typed into a field is not.
  if (role === 'button' && element.localName === 'input') return tidy(element.getAttribute('value'))
  const content = namedByContent.test(role ?? '') ? tidy(element.textContent) : ''
  return content || tidy(element.getAttribute('title')) || tidy(element.getAttribute('placeholder'))
}
