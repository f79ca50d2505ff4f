import { useEffect } from 'preact/hooks'
import { limits } from '../../contract/limits.ts'
import { guarded } from '../state/guarded.ts'
import { focusedField } from './focused-field.ts'
import { useSignal } from './use-signal.ts'

/** True from a keystroke in a field of the page until the field is left or has been quiet for a while. */
export const useTyping = (host: HTMLElement): boolean => {
  const typing = useSignal(false)
  useEffect(() => {
    let quiet = 0
    const rest = guarded(() => {
      clearTimeout(quiet)
      typing.value = false
    })
    const typed = guarded((event: Event) => {
      if (event.target === host || !focusedField()) return
      typing.value = true
      clearTimeout(quiet)
      quiet = setTimeout(rest, limits.typingQuietMs) as unknown as number
    })
    const listen = { capture: true, passive: true }
    document.addEventListener('input', typed, listen)
    document.addEventListener('focusout', rest, listen)
    return () => {
      rest()
      document.removeEventListener('input', typed, listen)
      document.removeEventListener('focusout', rest, listen)
    }
  }, [host])
  return typing.value
}
