import { useEffect, useRef } from 'preact/hooks'
import { guarded } from '../state/guarded.ts'
import type { Noted } from '../state/guidance-state.ts'
import { useSignal } from './use-signal.ts'
import type { ViewContext } from './view-context.ts'

const stayMs = 8_000

interface Props {
  noted: Noted
  context: ViewContext
  close: () => void
}

/** What was taken in, and for a few seconds the way back. It stays while it is pointed at, or reached by keyboard. */
export const Notice = ({ noted, context: { words, actions, announce, leave, host }, close }: Props) => {
  const undo = useRef<HTMLButtonElement>(null)
  const pointed = useSignal(false)
  const focused = useSignal(false)
  const text = words.noted(words.said[noted.said])

  const ending = (end: () => void) => () => {
    const had = host.shadowRoot?.activeElement === undo.current
    end()
    if (had) leave()
  }
  useEffect(() => {
    announce(`${text}. ${words.undo}?`)
    // The focus went with the surface that it was in; by keyboard the way back would be long.
    if (noted.hadFocus && document.activeElement === document.body) undo.current?.focus()
  }, [])
  const held = pointed.value || focused.value
  useEffect(() => {
    if (held) return
    const timer = setTimeout(guarded(ending(close)), stayMs)
    return () => clearTimeout(timer)
  }, [held])

  const onKey = guarded((event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    ending(close)()
  })

  return (
    <section
      class="notice"
      aria-label={text}
      onKeyDown={onKey}
      onPointerEnter={() => (pointed.value = true)}
      onPointerLeave={() => (pointed.value = false)}
      onFocusIn={({ target }) => (focused.value = (target as Element).matches(':focus-visible'))}
      onFocusOut={() => (focused.value = false)}
    >
      <span>{text}</span>
      <button ref={undo} type="button" class="button quiet" onClick={ending(actions.undo)}>
        {words.undo}
      </button>
    </section>
  )
}
