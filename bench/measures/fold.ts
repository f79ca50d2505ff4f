import { foldEntry } from '../../server/sessions/fold-entry.ts'
import { mixedContents } from '../fixtures/contents.ts'
import { messageEntry } from '../fixtures/entries.ts'
import { busySession, createWorld } from '../fixtures/world.ts'
import type { Plan } from '../plan.ts'
import { micros, type Row, times } from '../report/row.ts'

const perCall = (calls: number, run: () => void): number => {
  const startedAt = performance.now()
  run()
  return ((performance.now() - startedAt) * 1_000) / calls
}

/** Stage 5: one entry folded into a session that has been at work for a while. */
export const measureFold = async ({ fold }: Plan): Promise<readonly Row[]> => {
  const { decisionWorld } = await createWorld(mixedContents(100))
  const { catalogue } = decisionWorld
  const start = busySession('user', decisionWorld, 0)
  const entries = Array.from({ length: fold.entries }, (_, index) =>
    messageEntry(start.seq + index + 1, index, catalogue.version),
  )
  const texts = entries.map((entry) => JSON.stringify(entry))
  const folds: number[] = []
  const parses: number[] = []
  for (let repetition = 0; repetition < fold.repetitions; repetition++) {
    folds.push(
      perCall(fold.entries, () => {
        let session = start
        for (const entry of entries) session = foldEntry(session, entry, () => catalogue)
      }),
    )
    parses.push(
      perCall(fold.entries, () => {
        for (const text of texts) JSON.parse(text)
      }),
    )
  }
  // The quietest repetition: whatever else the machine does can only add to a wall time.
  const [ours, theirs] = [Math.min(...folds), Math.min(...parses)]
  return [
    {
      figure: 'fold, per entry',
      cairn: micros(ours),
      baseline: micros(theirs),
      against: 'JSON.parse of the same entry',
      ratio: times(ours / theirs),
      budget: '',
      met: null,
    },
  ]
}
