export type Root = Document | ShadowRoot

const mostRoots = 200

/** A frame's page; null for one of another origin, which is left alone. */
const pageIn = (element: Element): Document | null =>
  element.localName === 'iframe' ? (element as HTMLIFrameElement).contentDocument : null

/** The document, every open shadow root and every frame of the same origin in it, outermost first; what stands under `except` is left out. */
export const openRoots = (except: Element | null): Root[] => {
  const roots: Root[] = [document]
  for (let i = 0; i < roots.length && roots.length < mostRoots; i += 1)
    for (const element of (roots[i] as Root).querySelectorAll('*')) {
      const inner = element.shadowRoot ?? pageIn(element)
      if (inner && element !== except) roots.push(inner)
    }
  return roots
}
