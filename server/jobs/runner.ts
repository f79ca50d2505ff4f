import type { Telemetry } from '../telemetry/telemetry.ts'

/** Work that recurs. It does one bounded portion a time and keeps its cursor in the store, so that it goes on where it was after a crash. */
export interface Job {
  readonly name: string
  readonly everyMs: number
  /** @param isOver the process is stopping: what is left waits for the next start */
  run(isOver: () => boolean): Promise<void>
}

export interface JobRunner {
  /** Stops starting, and waits for what runs. */
  stop(): Promise<void>
}

/** Runs each job at its pace, never two portions of one at a time. A failing portion is logged, counted and tried again at its next time. */
export const startJobs = (jobs: readonly Job[], telemetry: Telemetry): JobRunner => {
  let stopped = false
  const loops = jobs.map((job) => {
    let wake = (): void => undefined
    const rest = () =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, job.everyMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    const loop = (async () => {
      for (;;) {
        await rest()
        if (stopped) return
        try {
          await job.run(() => stopped)
          telemetry.count('cairn_jobs_total', { job: job.name, outcome: 'done' })
        } catch (cause) {
          telemetry.count('cairn_jobs_total', { job: job.name, outcome: 'failed' })
          telemetry.log.error({ err: cause, job: job.name }, 'a job failed')
        }
      }
    })()
    return { loop, wake: () => wake() }
  })
  return {
    async stop() {
      stopped = true
      for (const { wake } of loops) wake()
      await Promise.all(loops.map(({ loop }) => loop))
    },
  }
}
