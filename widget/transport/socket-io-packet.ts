/** What a server of Socket.IO may say in its default namespace, as far as JSON goes. */
export type Packet =
  | { readonly kind: 'open'; readonly silentMs: number }
  | { readonly kind: 'ping' }
  | { readonly kind: 'connected' }
  | { readonly kind: 'refused'; readonly code: string | null }
  | { readonly kind: 'event'; readonly name: unknown; readonly body: unknown }
  | { readonly kind: 'answer'; readonly to: number; readonly body: unknown }
  | { readonly kind: 'nothing' }

const nothing: Packet = { kind: 'nothing' }

/**
 * Reads one frame: a packet of Engine.IO protocol 4 (its first character says which), and in a message one of Socket.IO protocol 5:
 * type, `id` where an answer is meant, JSON. Another namespace and the server's own questions (an event with an id) are not for Cairn.
 * @returns null for what ends the connection: its close, and whatever is malformed or binary
 */
export const readPacket = (frame: unknown): Packet | null => {
  if (typeof frame !== 'string') return null
  const [, engine, type, id, json] = /^([0-46])(\d?)(\d*)(.*)$/s.exec(frame) ?? []
  try {
    if (engine === '0') {
      const { pingInterval, pingTimeout } = JSON.parse(frame.slice(1))
      return { kind: 'open', silentMs: Number(pingInterval) + Number(pingTimeout) }
    }
    if (engine === '2') return { kind: 'ping' }
    if (engine === '3' || engine === '6') return nothing
    if (engine !== '4') return null
    if (type === '1') return null
    const body = json ? JSON.parse(json) : null
    if (type === '0') return { kind: 'connected' }
    if (type === '4') {
      const code = body?.data?.code
      return { kind: 'refused', code: typeof code === 'string' ? code : null }
    }
    if (!Array.isArray(body)) return null
    if (type === '2') return { kind: 'event', name: body[0], body: body[1] }
    if (type === '3' && id) return { kind: 'answer', to: Number(id), body: body[0] }
  } catch {
    // What is no JSON is no packet.
  }
  return null
}

export const connectFrame = (auth: unknown): string => `40${JSON.stringify(auth)}`
/** An event that wants an answer. */
export const eventFrame = (id: number, name: string, ...body: readonly unknown[]): string =>
  `42${id}${JSON.stringify([name, ...body])}`
export const pongFrame = '3'
export const disconnectFrame = '41'
