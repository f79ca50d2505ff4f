import type { Browser, CDPSession, Page } from 'playwright-core'
import { type TracedTasks, type TraceEvent, tracedTasks } from './traced-tasks.ts'

/** One visit, in a context of its own, with what the browser itself counts. */
export interface OpenPage {
  readonly page: Page
  /** Time the main thread has been busy since it began, ms. */
  busyMs(): Promise<number>
  /** Objects alive after a collection, bytes. */
  liveBytes(): Promise<number>
  /** Sum of the layout shifts so far. */
  layoutShift(): number
  /** What ran on the main thread while something was done. */
  traced(origin: string, act: () => Promise<unknown>): Promise<TracedTasks>
  close(): Promise<void>
}

const traceCategories = ['toplevel', 'devtools.timeline', 'v8', 'disabled-by-default-devtools.timeline']

/**
 * @param slowdown the main thread runs so many times slower than the machine could
 * @param reducedMotion so that whoever clicks need not wait until things stand still
 */
export const openPage = async (browser: Browser, slowdown: number, reducedMotion: boolean): Promise<OpenPage> => {
  const context = await browser.newContext({ reducedMotion: reducedMotion ? 'reduce' : 'no-preference' })
  const page = await context.newPage()
  const cdp: CDPSession = await context.newCDPSession(page)
  let shifted = 0
  cdp.on('PerformanceTimeline.timelineEventAdded', ({ event }) => {
    shifted += event.layoutShiftDetails?.value ?? 0
  })
  await cdp.send('PerformanceTimeline.enable', { eventTypes: ['layout-shift'] })
  await cdp.send('Performance.enable')
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  const metric = async (name: string): Promise<number> =>
    (await cdp.send('Performance.getMetrics')).metrics.find((one) => one.name === name)?.value ?? 0
  return {
    page,
    busyMs: async () => (await metric('TaskDuration')) * 1_000,
    async liveBytes() {
      for (let turn = 0; turn < 3; turn++) await cdp.send('HeapProfiler.collectGarbage')
      return metric('JSHeapUsedSize')
    },
    layoutShift: () => shifted,
    async traced(origin, act) {
      await browser.startTracing(page, { categories: traceCategories })
      let trace: Buffer
      try {
        await act()
      } finally {
        trace = await browser.stopTracing()
      }
      const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] }
      return tracedTasks(traceEvents, origin)
    },
    close: () => context.close(),
  }
}
