import { useEffect } from 'preact/hooks'
import { isVisible } from '../anchors/is-visible.ts'
import { guarded } from '../state/guarded.ts'
import { focusedField } from './focused-field.ts'
import { useSignal } from './use-signal.ts'

/** After a key or click, for the page to have closed what it closes. */
const settleMs = 350

const hostIsModal = () => [...document.querySelectorAll('dialog[open],[aria-modal=true]')].some(isVisible)

/**
 * False until the user is in no field and the page has no dialog of its own open; from then on true. What interrupts waits for it. Looked for
 * after what the user does, never by the clock.
 */
export const useQuietMoment = (): boolean => {
  const quiet = useSignal(false)
  useEffect(() => {
    if (quiet.value) return
    let waiting: ReturnType<typeof setTimeout> | undefined
    const look = guarded(() => {
      if (document.visibilityState === 'visible' && !focusedField() && !hostIsModal()) quiet.value = true
    })
    const soon = () => {
      clearTimeout(waiting)
      waiting = setTimeout(look, settleMs)
    }
    look()
    const occasions = ['focusout', 'pointerup', 'keyup', 'visibilitychange']
    for (const occasion of occasions) document.addEventListener(occasion, soon, { capture: true, passive: true })
    return () => {
      clearTimeout(waiting)
      for (const occasion of occasions) document.removeEventListener(occasion, soon, { capture: true })
    }
  }, [quiet.value])
  return quiet.value
}
