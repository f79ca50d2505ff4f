const textless = /^(button|submit|reset|image|checkbox|radio|range|color|file|hidden)$/

/** The field that has the caret, through open shadow roots; null when the focus is elsewhere. */
export const focusedField = (): Element | null => {
  let element = document.activeElement
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
  if (!element) return null
  const { localName } = element
  const writable =
    localName === 'textarea' ||
    localName === 'iframe' ||
    (localName === 'input' && !textless.test((element as HTMLInputElement).type)) ||
    (element as HTMLElement).isContentEditable
  return writable ? element : null
}

export const overlap = (one: DOMRect, other: DOMRect): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
