import { blankError } from './blank-error.ts'
import { listen } from './listen.ts'
import type { Stop, Tell } from './tell.ts'

/** A page that fails in a loop tells no more than this. */
const mostPerMinute = 30

/** Uncaught errors and rejections of the page. Those of other origins' scripts are opaque and say nothing. */
export const captureErrors = (tell: Tell, path: () => string): Stop => {
  let windowStart = 0
  let told = 0
  const report = (text: unknown, at: number) => {
    const message = typeof text === 'string' ? blankError(text) : ''
    if (!message || /^Script error\.?$/.test(message)) return
    if (at - windowStart > 60_000) {
      windowStart = at
      told = 0
    }
    told += 1
    if (told <= mostPerMinute) tell('error', { path: path(), message })
  }
  const stops = [
    listen<ErrorEvent>(window, 'error', (event) => report(event.message, event.timeStamp)),
    listen<PromiseRejectionEvent>(window, 'unhandledrejection', ({ reason, timeStamp }) =>
      report(reason instanceof Error ? `${reason.name}: ${reason.message}` : reason, timeStamp),
    ),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
