import type { Telemetry } from '../telemetry/telemetry.ts'
import { createPacker, type Packed } from './pack-sessions.ts'
import { type PluginThread, startPluginThread, type ThreadListener } from './plugin-thread.ts'

/** What the worker handles of one server share. */
export interface Isolation {
  readonly telemetry: Telemetry
  readonly monotonicMs: () => number
  takeThread(listener: ThreadListener): PluginThread
  /** Starts a thread for the next to be taken; once the last one taken has loaded its plugin, so as not to delay that. */
  refill(): void
  readonly pack: (session: object) => Packed
  readonly packModel: (model: object) => Packed
  close(): Promise<void>
}

export interface IsolationSettings {
  /** Heap of each plugin, MB. */
  readonly memoryMb: number
}

/**
 * Keeps one thread started and empty once a first one was needed: a plugin that had to be terminated is back after the time of loading it, not of starting
 * a thread (some 80 ms), and those who wait behind it are still answered in time.
 */
export const createIsolation = (
  { memoryMb }: IsolationSettings,
  telemetry: Telemetry,
  monotonicMs: () => number,
): Isolation => {
  interface Spare {
    readonly thread: PluginThread
    listener: ThreadListener | undefined
  }
  const start = (): Spare => {
    const spare: Spare = { thread: startPluginThread(memoryMb, () => spare.listener), listener: undefined }
    return spare
  }
  let spare: Spare | undefined
  let isClosed = false
  return {
    telemetry,
    monotonicMs,
    takeThread(listener) {
      const taken = spare?.thread.isOver === false ? spare : start()
      spare = undefined
      taken.listener = listener
      return taken.thread
    },
    refill() {
      if (!isClosed) spare ??= start()
    },
    pack: createPacker(),
    packModel: createPacker(),
    async close() {
      isClosed = true
      await spare?.thread.end()
      spare = undefined
    },
  }
}
