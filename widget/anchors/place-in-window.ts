/** Where an element is in the outermost window, in CSS pixels, also when it stands in frames of the same origin. */
export const placeInWindow = (element: Element): DOMRect => {
  const place = element.getBoundingClientRect()
  const frame = element.ownerDocument.defaultView?.frameElement
  if (!frame) return place
  const outer = placeInWindow(frame)
  const [left, top] = [outer.left + frame.clientLeft, outer.top + frame.clientTop]
  return new DOMRect(place.left + left, place.top + top, place.width, place.height)
}
