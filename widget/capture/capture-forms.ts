import { limits } from '../../contract/limits.ts'
import { describeElement } from './describe-element.ts'
import { listen } from './listen.ts'
import type { Stop, Tell } from './tell.ts'

/** Submits without their values, and that the user is typing without what. */
export const captureForms = (tell: Tell, path: () => string): Stop => {
  let typingToldAt = Number.NEGATIVE_INFINITY
  const stops = [
    listen<SubmitEvent>(document, 'submit', ({ target }) => {
      const element = target instanceof HTMLFormElement ? describeElement(target) : null
      if (element) tell('submit', { path: path(), element })
    }),
    listen<InputEvent>(document, 'input', (event) => {
      if (!event.isTrusted || event.timeStamp - typingToldAt < limits.typingQuietMs) return
      typingToldAt = event.timeStamp
      tell('typing', {})
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
