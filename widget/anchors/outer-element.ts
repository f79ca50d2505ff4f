/** The element that this one stands in: across the edge of an open shadow root its host, across that of a frame of this origin the frame. */
export const outerElement = (element: Element): Element | null => {
  if (element.parentElement) return element.parentElement
  const root = element.getRootNode() as { host?: Element; defaultView?: Window | null }
  return root.host ?? root.defaultView?.frameElement ?? null
}
