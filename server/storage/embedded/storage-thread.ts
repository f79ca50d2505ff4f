import { Worker } from 'node:worker_threads'
import type { Log } from '../../telemetry/telemetry.ts'
import type { Scope } from '../scope.ts'
import { SealBrokenError } from '../sealing/sealer.ts'
import { StorageError } from '../storage-error.ts'
import type { Answers, Opening, Operation, OperationOf, Reply, Request, WorkerData } from './requests.ts'

/** The main thread's end of the storage thread. */
export interface StorageThread {
  ask<K extends Operation['kind']>(scope: Scope, operation: OperationOf<K> & { kind: K }): Promise<Answers[K]>
  /** Resolves when everything asked before is answered and the files are closed. */
  close(): Promise<void>
}

interface Waiting {
  resolve(answer: never): void
  reject(error: Error): void
}

const errorOf = ({ name, message }: { name: string; message: string }): Error => {
  if (name === 'SealBrokenError') return new SealBrokenError(message)
  return name === 'TypeError' ? new TypeError(message) : new Error(message)
}

/** @throws {StorageError} */
export const openStorageThread = async (workerData: WorkerData, log: Log | undefined): Promise<StorageThread> => {
  const worker = new Worker(new URL('./storage.worker.js', import.meta.url), { workerData })
  const waiting = new Map<number, Waiting>()
  let lastNumber = 0
  let outgoing: Request[] = []
  let ended: Error | undefined

  const end = (error: Error): void => {
    ended ??= error
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
  }

  const flush = (): void => {
    const requests = outgoing
    outgoing = []
    worker.postMessage(requests)
  }

  const settle = (reply: Reply): void => {
    const request = waiting.get(reply.number)
    waiting.delete(reply.number)
    if ('error' in reply) request?.reject(errorOf(reply.error))
    else request?.resolve(reply.answer as never)
  }

  await opened(worker)
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  worker.on('message', (replies: readonly Reply[]) => {
    for (const reply of replies) settle(reply)
  })
  worker.on('error', (error) => {
    log?.error({ error }, 'the storage thread failed; nothing is stored until a restart')
    end(new Error('the storage thread failed', { cause: error }))
  })
  worker.on('exit', () => end(new Error('storage is closed')))

  return {
    ask(scope, operation) {
      if (ended !== undefined) return Promise.reject(ended)
      return new Promise((resolve, reject) => {
        lastNumber += 1
        waiting.set(lastNumber, { resolve, reject })
        outgoing.push({ number: lastNumber, scope, operation })
        // All that one turn of the event loop brings crosses in one message.
        if (outgoing.length === 1) setImmediate(flush)
      })
    },
    async close() {
      if (ended === undefined) {
        if (outgoing.length > 0) flush()
        ended = new Error('storage is closed')
        worker.postMessage('close')
      }
      await exited
    },
  }
}

const opened = async (worker: Worker): Promise<void> => {
  const opening = await new Promise<Opening>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  worker.removeAllListeners('error')
  if (opening.opened) return
  await worker.terminate()
  throw new StorageError(opening.code, opening.facts)
}
