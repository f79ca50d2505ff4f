import { Worker } from 'node:worker_threads'
import { Mutex } from 'async-mutex'
import type { LatentSemantics } from '../../search/latent-semantics.ts'
import type { SearchedDocument } from '../../search/search-documents.ts'
import type { Reading } from '../../search/vector-provider.ts'

/** What the thread is given. */
export interface Lesson {
  readonly documents: readonly SearchedDocument[]
  readonly reading: Reading
}

/** Longer than this takes no catalogue within its limits, ms. */
const learnMs = 120_000
const memoryMb = 1_024

/** One at a time, whatever tenant it is for: it is work for a whole core. */
const oneAtATime = new Mutex()

const learn = (lesson: Lesson): Promise<LatentSemantics> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./vectors.worker.js', import.meta.url), {
      workerData: lesson,
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    })
    // A tenant's vectors do not keep the process up.
    worker.unref()
    const timer = setTimeout(() => end(new Error(`vectors were not learnt within ${learnMs} ms`)), learnMs)
    timer.unref()
    const end = (trouble: Error): void => {
      clearTimeout(timer)
      reject(trouble)
      void worker.terminate()
    }
    worker.once('message', (learnt: LatentSemantics) => {
      clearTimeout(timer)
      resolve(learnt)
    })
    worker.once('error', end)
    worker.once('exit', () => end(new Error('the thread ended without having learnt')))
  })

/** Latent semantics of these texts, learnt in a thread of its own. Rejects when that fails. */
export const learnInThread = (documents: readonly SearchedDocument[], reading: Reading): Promise<LatentSemantics> =>
  oneAtATime.runExclusive(() => learn({ documents, reading }))
