import { WebSocket } from 'ws'

/**
 * Speaks Engine.IO 4 and Socket.IO 5 frames by hand, so that on a small machine the client takes little from what is measured.
 * Texts stay JSON: nothing is parsed that the measurement does not ask for.
 */
export interface LightClient {
  /** Sends an `envelope` event with this JSON. @returns the JSON list of what its acknowledgement was called with */
  send(json: string): Promise<string>
  /** Each server envelope's JSON list, until replaced. */
  onEnvelope: (json: string) => void
  close(): Promise<void>
}

/** @throws {Error} with the server's words when it refuses the handshake */
export const connectLight = (port: number, auth: object, origin: string): Promise<LightClient> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/live/?EIO=4&transport=websocket`, {
      perMessageDeflate: false,
      origin,
      skipUTF8Validation: true,
    })
    const waiting = new Map<number, (json: string) => void>()
    let last = 0
    const closed = new Promise<void>((done) => socket.once('close', () => done()))
    const client: LightClient = {
      send: (json) =>
        new Promise((answered) => {
          last += 1
          waiting.set(last, answered)
          socket.send(`42${last}["envelope",${json}]`)
        }),
      onEnvelope: () => undefined,
      close() {
        socket.close()
        return closed
      },
    }
    socket.on('message', (data) => {
      const text = String(data)
      if (text.startsWith('43')) {
        const list = text.indexOf('[')
        const id = Number(text.slice(2, list))
        waiting.get(id)?.(text.slice(list))
        waiting.delete(id)
      } else if (text.startsWith('42')) client.onEnvelope(text.slice(2))
      else if (text === '2') socket.send('3')
      else if (text.startsWith('0')) socket.send(`40${JSON.stringify(auth)}`)
      else if (text.startsWith('40')) resolve(client)
      else if (text.startsWith('44')) reject(new Error(text.slice(2)))
    })
    socket.once('error', reject)
    socket.once('close', (code) => reject(new Error(`closed with ${code}`)))
  })

/** So many at once, so that a thousand do not arrive as one burst. */
const connectingAtOnce = 25

export const connectMany = async (
  count: number,
  connect: (index: number) => Promise<LightClient>,
): Promise<LightClient[]> => {
  const clients: LightClient[] = []
  for (let from = 0; from < count; from += connectingAtOnce)
    clients.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(connectingAtOnce, count - from) }, (_, index) => connect(from + index)),
      )),
    )
  return clients
}
