const inputRoles: Readonly<Record<string, string>> = {
  button: 'button',
  submit: 'button',
  reset: 'button',
  image: 'button',
  checkbox: 'checkbox',
  radio: 'radio',
  range: 'slider',
  number: 'spinbutton',
  search: 'searchbox',
}

const tagRoles: Readonly<Record<string, string>> = {
  summary: 'button',
  textarea: 'textbox',
  nav: 'navigation',
  header: 'banner',
  footer: 'contentinfo',
  aside: 'complementary',
  tr: 'row',
  td: 'cell',
  th: 'columnheader',
  ul: 'list',
  ol: 'list',
  li: 'listitem',
}
const ownRoles = /^(button|dialog|form|img|main|option|table)$/

/**
 * The role that assistive technology is told: the author's, else the tag's own, for the tags that a tip is likely to point at
 * (HTML-AAM 1.0, section 3.5). Null for the rest.
 */
export const elementRole = (element: Element): string | null => {
  const given = element.getAttribute('role')?.trim().split(/\s+/)[0]
  if (given) return given
  const tag = element.localName
  if (tag === 'a' || tag === 'area') return element.hasAttribute('href') ? 'link' : null
  if (tag === 'select') return element.hasAttribute('multiple') ? 'listbox' : 'combobox'
  if (tag === 'input') return inputRoles[(element as HTMLInputElement).type] ?? 'textbox'
  if (ownRoles.test(tag)) return tag
  if (/^h[1-6]$/.test(tag)) return 'heading'
  return Object.hasOwn(tagRoles, tag) ? (tagRoles[tag] as string) : null
}
