/** Rendered, with an area, neither hidden nor fully transparent, and so is the frame that it stands in. Scrolled out of view still counts. */
export const isVisible = (element: Element): boolean => {
  if (!element.isConnected) return false
  const { width, height } = element.getBoundingClientRect()
  if (width < 1 || height < 1) return false
  const frame = element.ownerDocument.defaultView?.frameElement
  if (frame && !isVisible(frame)) return false
  if (element.checkVisibility) return element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  return getComputedStyle(element).visibility === 'visible'
}
