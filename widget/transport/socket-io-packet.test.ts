import { Encoder, PacketType, type Packet as SocketPacket } from 'socket.io-parser'
import { describe, expect, test } from 'vitest'
import { connectFrame, eventFrame, readPacket } from './socket-io-packet.ts'

/** As the server's own encoder writes it, inside an Engine.IO message. */
const written = (packet: Partial<SocketPacket>): string =>
  `4${new Encoder().encode({ nsp: '/', ...packet } as SocketPacket)[0]}`

describe('a frame of the server is read as what its encoder meant', () => {
  test.each([
    [{ type: PacketType.CONNECT, data: { sid: 'x' } }, { kind: 'connected' }],
    [
      { type: PacketType.CONNECT_ERROR, data: { message: 'no', data: { code: 'KEY_UNKNOWN' } } },
      { kind: 'refused', code: 'KEY_UNKNOWN' },
    ],
    [
      { type: PacketType.CONNECT_ERROR, data: { message: 'no' } },
      { kind: 'refused', code: null },
    ],
    [
      { type: PacketType.EVENT, data: ['envelope', { v: 1, messages: ['1[2,"ü\n'] }] },
      { kind: 'event', name: 'envelope', body: { v: 1, messages: ['1[2,"ü\n'] } },
    ],
    [
      { type: PacketType.ACK, id: 12, data: [{ rev: 3 }] },
      { kind: 'answer', to: 12, body: { rev: 3 } },
    ],
    [
      { type: PacketType.ACK, id: 0, data: [] },
      { kind: 'answer', to: 0, body: undefined },
    ],
    [{ type: PacketType.DISCONNECT }, null],
  ] as [Partial<SocketPacket>, unknown][])('%j', (packet, read) => {
    expect(readPacket(written(packet))).toEqual(read)
  })

  test('how long it may be silent stands in its first', () => {
    expect(
      readPacket('0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536}'),
    ).toEqual({ kind: 'open', silentMs: 45_000 })
  })

  test('a ping is one, what is to be passed over is passed over, its close ends', () => {
    expect([readPacket('2'), readPacket('6'), readPacket('1')]).toEqual([{ kind: 'ping' }, { kind: 'nothing' }, null])
  })
})

test.each([
  '',
  'x',
  '4',
  '42',
  '42{"a":1}',
  '42["unended',
  '43[1]',
  '45-1["bin"]',
  '49',
  '0',
  '0no json',
  '4/other,',
  new ArrayBuffer(2),
  undefined,
  null,
])('rubbish ends the connection and nothing else: %j', (frame) => {
  expect(readPacket(frame)).toBeNull()
})

test('what the widget writes, the server’s decoder reads', async () => {
  const { Decoder } = await import('socket.io-parser')
  const read = (frame: string) => {
    const packets: SocketPacket[] = []
    const decoder = new Decoder()
    decoder.on('decoded', (packet) => packets.push(packet))
    decoder.add(frame.slice(1))
    return packets
  }
  expect(read(connectFrame({ v: 1, key: 'pk_ü' }))).toMatchObject([
    { type: PacketType.CONNECT, nsp: '/', data: { v: 1, key: 'pk_ü' } },
  ])
  expect(read(eventFrame(7, 'envelope', { messages: [1] }))).toMatchObject([
    { type: PacketType.EVENT, nsp: '/', id: 7, data: ['envelope', { messages: [1] }] },
  ])
  expect(read(eventFrame(8, 'sync'))).toMatchObject([{ type: PacketType.EVENT, id: 8, data: ['sync'] }])
})
