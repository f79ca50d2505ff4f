export type Root = Document | ShadowRoot

const mostRoots = 200

/** The document and every open shadow root in it, outermost first; what stands under `except` is left out. */
export const openRoots = (except: Element): Root[] => {
  const roots: Root[] = [document]
  for (let i = 0; i < roots.length && roots.length < mostRoots; i += 1)
    for (const element of (roots[i] as Root).querySelectorAll('*'))
      if (element.shadowRoot && element !== except) roots.push(element.shadowRoot)
  return roots
}
