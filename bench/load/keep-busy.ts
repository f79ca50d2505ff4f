import type { Inspector } from '../servers/inspector.ts'
import type { LightClient } from './light-client.ts'

export interface Busy {
  readonly acksPerSecond: number
  /** Of the server process, all its threads. */
  readonly cpuMicrosPerAck: number
}

/** Unacknowledged envelopes that each connection keeps under way. */
const window = 2

/**
 * Keeps every connection at `window` unacknowledged envelopes and measures the middle of it.
 * @throws {Error} when an envelope was not accepted whole: then the figure would be of something else
 */
export const keepBusy = async (
  clients: readonly LightClient[],
  inspector: Inspector,
  envelope: () => string,
  times: { readonly warmUpMs: number; readonly measureMs: number },
): Promise<Busy> => {
  let acks = 0
  let running = true
  let refused: string | undefined
  const work = async (client: LightClient): Promise<void> => {
    while (running) {
      const ack = await client.send(envelope())
      if (ack.includes('dropped') || ack.includes('error')) refused ??= ack
      acks += 1
    }
  }
  const working = clients.flatMap((client) => Array.from({ length: window }, () => work(client)))
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

  await wait(times.warmUpMs)
  const cpuBefore = await inspector.cpuMicros()
  const [acksBefore, startedAt] = [acks, performance.now()]
  await wait(times.measureMs)
  const cpu = (await inspector.cpuMicros()) - cpuBefore
  const measured = acks - acksBefore
  const seconds = (performance.now() - startedAt) / 1_000
  running = false
  await Promise.all(working)
  if (refused !== undefined) throw new Error(`not accepted: ${refused.slice(0, 300)}`)
  return { acksPerSecond: measured / seconds, cpuMicrosPerAck: cpu / measured }
}
