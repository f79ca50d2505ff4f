import type { Welcome } from '../../contract/guidance.ts'
import { luminance, type Rgb } from './contrast.ts'
import { font, type Mode } from './tokens.ts'

/** How the host's page looks, as far as a guest should match it. */
export interface PageLook {
  readonly mode: Mode
  readonly direction: 'ltr' | 'rtl'
  /** CSS font-family list. */
  readonly fontFamily: string
}

/** Text colours of an opaque background, read from a computed `rgb(…)`; null for a transparent or another notation. */
const opaque = (element: Element): Rgb | null => {
  const parts = getComputedStyle(element).backgroundColor.match(/^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/)
  if (!parts || Number(parts[4] ?? 1) < 0.9) return null
  return [Number(parts[1]), Number(parts[2]), Number(parts[3])]
}

/** The child that fills the window, as an application's root element does. */
const fillingChild = (element: Element): Element | undefined =>
  [...element.children].slice(0, 30).find((child) => {
    const { width, height } = child.getBoundingClientRect()
    return width >= innerWidth * 0.9 && height >= innerHeight * 0.9
  })

/**
 * Dark where the page is dark. Applications switch by class names more often than by `color-scheme`, and many ignore the reader's
 * preference altogether, so what is really painted is asked first; the canvas (of `color-scheme` and preference) shows where nothing is.
 */
const pageMode = (): Mode => {
  let painted: Rgb | null = opaque(document.documentElement)
  let layer: Element | undefined = document.body
  for (let depth = 0; layer && depth < 5; depth += 1) {
    painted = opaque(layer) ?? painted
    layer = fillingChild(layer)
  }
  if (painted) return luminance(painted) < 0.22 ? 'dark' : 'light'
  const scheme = getComputedStyle(document.documentElement).colorScheme
  if (!scheme.includes('dark')) return 'light'
  return !scheme.includes('light') || matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

/** The page's own type, unless it has chosen none. */
const pageFont = (): string => {
  const family = getComputedStyle(document.body).fontFamily
  return /^("?times|serif|initial|$)/i.test(family) ? font.system : `${family},${font.system}`
}

export const readPageLook = (wanted: Welcome['theme']['mode']): PageLook => ({
  mode: wanted === 'light' || wanted === 'dark' ? wanted : pageMode(),
  direction: getComputedStyle(document.documentElement).direction === 'rtl' ? 'rtl' : 'ltr',
  fontFamily: pageFont(),
})

/** Calls back when the page may have changed its look: reader's preference, or attributes of html and body. @returns stops it */
export const watchPageLook = (changed: () => void): (() => void) => {
  let waiting = 0
  const soon = () => {
    clearTimeout(waiting)
    // Long enough for a theme switch to have faded over.
    waiting = setTimeout(changed, 300) as unknown as number
  }
  const preference = matchMedia('(prefers-color-scheme: dark)')
  preference.addEventListener('change', soon)
  const attributes = new MutationObserver(soon)
  for (const element of [document.documentElement, document.body]) attributes.observe(element, { attributes: true })
  return () => {
    clearTimeout(waiting)
    preference.removeEventListener('change', soon)
    attributes.disconnect()
  }
}
