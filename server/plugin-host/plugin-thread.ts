import { Worker } from 'node:worker_threads'
import { TooLateError } from './ask.ts'
import type { FetchAnswer, WorkerQuestion } from './worker-messages.ts'

type Question = WorkerQuestion extends infer Q ? (Q extends unknown ? Omit<Q, 'id'> : never) : never

/** A worker thread that can hold one plugin. Asked one question at a time. */
export interface PluginThread {
  /**
   * @returns the answer as JSON; undefined for none
   * Rejects when the plugin refuses, and when there is no answer in time, after which the thread is over.
   */
  ask(question: Question, withinMs: number): Promise<string | undefined>
  /** Answers a request of `prepareFacts`. */
  tell(answer: FetchAnswer): void
  readonly isOver: boolean
  end(): Promise<void>
}

/** What a thread may use of the server's memory, MB: its heap, and each of its call stacks. */
const youngHeapMb = 16
const stackMb = 4
/** Lines to the console for one question; the thread itself stops before. */
const mostLines = 50

type Said = Readonly<Record<string, unknown>>

interface Pending {
  readonly id: number
  readonly resolve: (text: string | undefined) => void
  readonly reject: (error: Error) => void
  readonly timer: NodeJS.Timeout
}

/** Who hears what a thread says beside its answers. */
export interface ThreadListener {
  line(text: string): void
  /** A request of `prepareFacts`, or what came of it. @returns false when nobody has asked for it */
  aside(statement: Readonly<Record<string, unknown>>): boolean
  over(): void
}

export const startPluginThread = (memoryMb: number, listener: () => ThreadListener | undefined): PluginThread => {
  const worker = new Worker(new URL('./plugin.worker.js', import.meta.url), {
    env: {},
    argv: [],
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: youngHeapMb, stackSizeMb: stackMb },
  })
  // Nothing that needs a plugin keeps the process up; a question under way does, by its timer.
  worker.unref()
  worker.stdout.resume()
  worker.stderr.resume()

  let pending: Pending | undefined
  let isOver = false
  let lastId = 0
  let lines = 0

  const settle = (): Pending | undefined => {
    const settled = pending
    pending = undefined
    clearTimeout(settled?.timer)
    return settled
  }
  const end = async (why: string | TooLateError): Promise<void> => {
    if (!isOver) listener()?.over()
    isOver = true
    settle()?.reject(typeof why === 'string' ? new Error(why) : why)
    await worker.terminate()
  }
  /** Of whatever a plugin could send, had it got hold of the port. */
  const hear = (statement: unknown): void => {
    if (isOver) return
    const { kind, id, text, problem } = (statement ?? {}) as Said
    if (kind === 'said' && typeof text === 'string' && ++lines <= mostLines) return listener()?.line(text)
    if ((kind === 'fetch' || kind === 'facts') && listener()?.aside(statement as object as Said) === true) return
    if (id !== pending?.id || id === undefined) return void end('it speaks out of turn')
    if (kind === 'answer' && (text === undefined || typeof text === 'string')) settle()?.resolve(text)
    else settle()?.reject(new Error(typeof problem === 'string' ? problem : 'it speaks in riddles'))
  }
  worker.on('message', hear)
  worker.on('error', (error: Error & { code?: string }) => {
    void end(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'it ran out of memory' : `its thread failed: ${error.message}`)
  })
  worker.on('exit', () => void end('its thread ended'))

  return {
    ask: (question, withinMs) =>
      new Promise((resolve, reject) => {
        if (isOver) return reject(new Error('its thread has ended'))
        lastId += 1
        lines = 0
        const id = lastId
        const giveUp = () => {
          // An answer that came while this process was busy itself is heard first.
          setImmediate(() => {
            if (pending?.id === id) void end(new TooLateError(`no answer within ${withinMs} ms`))
          })
        }
        pending = { id, resolve, reject, timer: setTimeout(giveUp, withinMs) }
        worker.postMessage({ ...question, id })
      }),
    tell: (answer) => {
      if (!isOver) worker.postMessage(answer)
    },
    get isOver() {
      return isOver
    },
    end: () => end('it is no longer needed'),
  }
}
