import { parentPort, workerData } from 'node:worker_threads'
import { learnTexts } from '../../search/vector-provider.ts'
import type { Lesson } from './learn-in-thread.ts'

/** Learns one set of texts, says what it has learnt, and is over. */
const { documents, reading } = workerData as Lesson

if (parentPort === null) throw new Error('this is the entry of a worker thread')
const learnt = learnTexts(documents, reading)
parentPort.postMessage(learnt, [
  learnt.basis.values.buffer as ArrayBuffer,
  learnt.documents.values.buffer as ArrayBuffer,
])
