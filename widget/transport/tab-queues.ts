import type { ConnectionPort } from './connection-port.ts'

/** Without Web Locks (no secure context) a queue that nobody has written for this long is taken for a dead tab's. */
const deadAfterMs = 120_000
const lockOf = (key: string, tab: string) => `cairn:${key}:${tab}`

/** Each tab writes its own queue, so that two never overwrite each other; whoever comes later adopts what dead tabs left. */
export interface TabQueues {
  /** Takes over the queues of tabs that are gone. */
  adopt(): Promise<void>
  /** Lets others adopt this tab's queue; a held lock would also keep the page out of the back-forward cache. */
  release(): void
  hold(): void
}

export const createTabQueues = (port: ConnectionPort): TabQueues => {
  const { store, queue, key, tab } = port
  const locks = navigator.locks as LockManager | undefined
  let release: (() => void) | null = null

  const take = (name: string) => {
    const text = store.get(name)
    if (text === null) return
    queue.restore(text)
    port.persist()
    store.set(name, null)
  }
  const writtenAt = (name: string): number => Number(/^\{"at":(\d+)/.exec(store.get(name) ?? '')?.[1] ?? 0)

  return {
    adopt: async () => {
      for (const name of store.names()) {
        const other = name.startsWith('queue.') ? name.slice('queue.'.length) : tab
        if (other === tab) continue
        if (!locks) {
          if (Date.now() - writtenAt(name) > deadAfterMs) take(name)
        } else
          await locks.request(lockOf(key, other), { ifAvailable: true }, (lock) => {
            if (lock) take(name)
          })
      }
    },
    hold: () => {
      if (release) return
      locks?.request(lockOf(key, tab), () => new Promise<void>((done) => (release = done))).catch(() => undefined)
    },
    release: () => {
      release?.()
      release = null
    },
  }
}
