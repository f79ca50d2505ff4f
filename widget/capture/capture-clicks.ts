import { limits } from '../../contract/limits.ts'
import { describeElement, outward } from './describe-element.ts'
import { listen } from './listen.ts'
import type { Stop, Tell } from './tell.ts'

const actionable =
  'a[href],button,input,select,textarea,label,summary,[role],[data-cairn],[data-testid],[data-test],[onclick],[tabindex]'
/** The widget's own element; what happens in it is told by the views. */
const ours = '[data-cairn-guide]'

/** The nearest thing that was made to be clicked, across open shadow roots. */
const clickedThing = (element: Element | null): Element | null =>
  element && (element.closest(actionable) ?? clickedThing(outward(element)))

/** Clicks of the user (not of scripts), and hammering on one element. */
export const captureClicks = (tell: Tell, path: () => string): Stop => {
  let last: Element | null = null
  let times: number[] = []
  return listen<MouseEvent>(document, 'click', (event) => {
    const way = event.composedPath()
    const [hit] = way
    if (!event.isTrusted || !(hit instanceof Element)) return
    if (way.some((node) => node instanceof Element && node.matches(ours))) return
    const thing = clickedThing(hit) ?? hit
    // What is masked may stand inside what is not.
    const element = describeElement(hit) && describeElement(thing)
    if (!element) return
    tell('click', { path: path(), element })

    // By time stamp, so that a page too busy to answer does not turn patient clicks into hammering.
    const now = event.timeStamp
    times = [...(thing === last ? times.filter((time) => now - time < limits.rageWindowMs) : []), now]
    last = thing
    if (times.length === limits.rageClicks) tell('rage-click', { path: path(), element, clicks: times.length })
  })
}
