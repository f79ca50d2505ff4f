import { defineCollection } from '../../contract/collection.ts'
import type { Store } from '../storage/store.ts'

/** One turn at a job, taken by whichever process inserts its record first. */
interface Turn {
  readonly id: string
  readonly job: string
  readonly until: number
}

const turns = defineCollection<Turn>()({ name: 'turns', plain: ['job', 'until'], blind: [], indexes: [['job']] })

/**
 * Takes the turn at a job for the current window. Only an insert decides, so no clock agreement beyond the window's length is needed; a
 * holder that dies is followed by the next window's. The work itself must bear being done twice.
 * @param windowMs length of a turn, ms
 * @returns whether this process has it
 */
export const takeTurn = async <Context>(
  store: Store<Context>,
  context: Context,
  job: string,
  now: number,
  windowMs: number,
): Promise<boolean> => {
  const window = Math.floor(now / windowMs)
  const taken = await store.insert(context, turns, { id: `${job}.${window}`, job, until: (window + 1) * windowMs })
  if (taken)
    for (const past of await store.find(context, turns, { job, until: { $lt: now } }))
      await store.delete(context, turns, past.id)
  return taken
}
