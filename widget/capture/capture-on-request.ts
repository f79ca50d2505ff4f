import type { Watch } from '../../contract/guidance.ts'
import type { CapturePort } from './capture-port.ts'
import { captureSearches, type NamedSearches, type SearchCapture } from './capture-searches.ts'
import type { Stop } from './tell.ts'
import { watchPauses } from './watch-pauses.ts'

/** What the server has asked to be told: loaded when it first asks. */
export interface RequestedCapture {
  searches(named: NamedSearches): void
  watches(watches: readonly Watch[]): void
  routeChanged(): void
  stop: Stop
}

export const captureOnRequest = (port: CapturePort): RequestedCapture => {
  const pauses = watchPauses(port)
  let capture: SearchCapture | null = null
  let known = ''
  return {
    searches: (named) => {
      // Repeated with each connection; a search that was told already is not another one.
      const now = JSON.stringify(named)
      if (now === known) return
      known = now
      capture?.stop()
      capture = captureSearches(port, named)
      capture.looked()
    },
    watches: pauses.watch,
    routeChanged: () => {
      capture?.looked()
      pauses.moved()
    },
    stop: () => {
      capture?.stop()
      pauses.stop()
    },
  }
}
