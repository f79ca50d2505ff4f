/** Waiting work in queues of its own for each tenant, taken in turns, so that one with much to do delays the others by one piece at most. */
export interface Turns<T> {
  add(tenant: string, work: T): void
  next(): T | undefined
}

export const createTurns = <T>(): Turns<T> => {
  /** Only those with work, the one whose turn it is first. */
  const queues = new Map<string, T[]>()
  return {
    add(tenant, work) {
      const queue = queues.get(tenant)
      if (queue === undefined) queues.set(tenant, [work])
      else queue.push(work)
    },
    next() {
      const [first] = queues
      if (first === undefined) return undefined
      const [tenant, queue] = first
      const work = queue.shift()
      queues.delete(tenant)
      if (queue.length > 0) queues.set(tenant, queue)
      return work
    },
  }
}
