import type { Watch } from '../../contract/guidance.ts'
import type { CapturePort } from './capture-port.ts'
import { matchesRoute } from './matches-route.ts'
import type { Stop } from './tell.ts'

/**
 * The watch whose time comes next on this page.
 * @param told ids told in this pause already
 */
export const nextWatch = (watches: readonly Watch[], path: string, told: ReadonlySet<string>): Watch | null =>
  watches
    .filter(
      ({ id, page, seconds }) => seconds >= 1 && !told.has(id) && (page === undefined || matchesRoute(page, path)),
    )
    .reduce<Watch | null>((first, watch) => (first && first.seconds <= watch.seconds ? first : watch), null)

export interface PauseWatcher {
  /** Replaces the watches; the pause that is going on goes on. */
  watch(watches: readonly Watch[]): void
  /** The page is another one now. */
  moved(): void
  stop: Stop
}

const activity = ['pointerdown', 'keydown', 'wheel', 'touchmove', 'scroll'] as const

/** Tells when the user has paused as long as the server asked for, on a visible page, with one one-shot timer at most. */
export const watchPauses = ({ tell, path, listen }: CapturePort): PauseWatcher => {
  let watches: readonly Watch[] = []
  let since = performance.now()
  let at = ''
  let told = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined

  // Activity only moves a number; the timer, when it fires too early, sleeps for what is left.
  const arm = () => {
    clearTimeout(timer)
    timer = undefined
    if (document.visibilityState !== 'visible') return
    if (path() !== at) {
      at = path()
      since = performance.now()
      told = new Set()
    }
    const watch = nextWatch(watches, at, told)
    if (watch) timer = setTimeout(check, Math.max(watch.seconds * 1_000 - (performance.now() - since), 0) + 5)
  }
  const check = () => {
    const watch = nextWatch(watches, path(), told)
    if (watch && path() === at && performance.now() - since >= watch.seconds * 1_000) {
      told.add(watch.id)
      tell('idle', { path: at, watch: watch.id, seconds: watch.seconds })
    }
    arm()
  }
  const active = () => {
    since = performance.now()
    if (told.size === 0 && timer !== undefined) return
    told = new Set()
    arm()
  }
  const stops = [
    ...activity.map((type) => listen(window, type, active)),
    listen(document, 'visibilitychange', () => {
      since = performance.now()
      arm()
    }),
  ]
  return {
    watch: (next) => {
      watches = next
      arm()
    },
    moved: arm,
    stop: () => {
      clearTimeout(timer)
      for (const stop of stops) stop()
    },
  }
}
