/** What the browser's tracing writes, as far as it is read here. Times in microseconds. */
export interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  readonly args: { readonly name?: string; readonly data?: { readonly url?: string; readonly fileName?: string } }
}

export interface TracedTasks {
  /** Longest task of the page's main thread, ms. */
  readonly longestMs: number
  /** Longest one in which code from the given origin ran, ms; 0 for none. */
  readonly longestOfOriginMs: number
  /** How often code from that origin was called. */
  readonly callsOfOrigin: number
}

const runsCode = new Set(['EvaluateScript', 'FunctionCall', 'v8.compile', 'v8.compileModule', 'v8.evaluateModule'])

/** @param origin whose code is looked for in the tasks */
export const tracedTasks = (events: readonly TraceEvent[], origin: string): TracedTasks => {
  const main = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  )
  const onMain = events.filter(({ pid, tid }) => main.has(`${pid}/${tid}`))
  const calls = onMain.filter(
    ({ name, args }) => runsCode.has(name) && (args.data?.url ?? args.data?.fileName ?? '').startsWith(origin),
  )
  const tasks = onMain.filter(({ name, dur }) => name === 'RunTask' && dur !== undefined)
  const longest = (some: readonly TraceEvent[]) => Math.max(0, ...some.map(({ dur = 0 }) => dur)) / 1_000
  const holdsCall = (task: TraceEvent) =>
    calls.some(
      ({ pid, tid, ts }) => pid === task.pid && tid === task.tid && ts >= task.ts && ts <= task.ts + (task.dur ?? 0),
    )
  return {
    longestMs: longest(tasks),
    longestOfOriginMs: longest(tasks.filter(holdsCall)),
    callsOfOrigin: calls.filter(({ name }) => name === 'FunctionCall').length,
  }
}
