import { WebSocket } from 'ws'

/** A process seen from outside, through its inspector: the same look at every server, whatever is in it. */
export interface Inspector {
  /** CPU time of the whole process, all threads, µs since its start. */
  cpuMicros(): Promise<number>
  /** Bytes of live objects on the main thread's heap, after everything unreachable was collected. */
  liveHeapBytes(): Promise<number>
  close(): void
}

interface Reply {
  readonly id?: number
  readonly result?: unknown
  readonly error?: { readonly message: string }
}
interface Evaluated {
  result: { value: number }
}

/** @param url as the process prints it when started with --inspect */
export const connectInspector = async (url: string): Promise<Inspector> => {
  const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 2 ** 28 })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  const waiting = new Map<number, (reply: Reply) => void>()
  socket.on('message', (data) => {
    const reply = JSON.parse(String(data)) as Reply
    if (reply.id === undefined) return
    waiting.get(reply.id)?.(reply)
    waiting.delete(reply.id)
  })
  let last = 0
  const call = <T>(method: string, params: object = {}): Promise<T> =>
    new Promise((resolve, reject) => {
      last += 1
      waiting.set(last, ({ result, error }) =>
        error === undefined ? resolve(result as T) : reject(new Error(`${method}: ${error.message}`)),
      )
      socket.send(JSON.stringify({ id: last, method, params }))
    })
  const evaluate = async (expression: string): Promise<number> =>
    (await call<Evaluated>('Runtime.evaluate', { expression, returnByValue: true })).result.value

  return {
    cpuMicros: () => evaluate('(({ user, system }) => user + system)(process.cpuUsage())'),
    async liveHeapBytes() {
      // What a first collection finalises, a second one frees.
      for (let round = 0; round < 3; round++) await call('HeapProfiler.collectGarbage')
      return evaluate('process.memoryUsage().heapUsed')
    },
    close: () => socket.close(),
  }
}
