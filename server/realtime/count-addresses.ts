/** A raw socket, as Engine.IO announces it before anybody has said who they are. */
interface RawSocket {
  readonly remoteAddress?: string
  readonly request: { readonly socket: { readonly remoteAddress?: string } }
  close(): void
  on(event: 'close', listener: () => void): void
}

/**
 * How many sockets each address holds open. One that goes beyond twice its limit is closed unheard: within the limit's double there is still
 * the courtesy of a refusal with a code, beyond it every handshake would be work.
 */
export const countAddresses = (
  engine: { on(event: 'connection', listener: (socket: RawSocket) => void): unknown },
  limit: number,
): { count(address: string): number } => {
  const counts = new Map<string, number>()
  engine.on('connection', (socket) => {
    const address = socket.remoteAddress ?? socket.request.socket.remoteAddress ?? ''
    const count = (counts.get(address) ?? 0) + 1
    counts.set(address, count)
    socket.on('close', () => {
      const left = (counts.get(address) ?? 1) - 1
      if (left <= 0) counts.delete(address)
      else counts.set(address, left)
    })
    if (count > 2 * limit) socket.close()
  })
  return { count: (address) => counts.get(address) ?? 0 }
}
