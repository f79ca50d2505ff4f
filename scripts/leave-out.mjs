// Leaves out of socket.io-client, method by method, what a client like the widget's never runs: it opens one connection over WebSocket, once
// (`reconnection: false`; coming back is `connect.ts`'s business), in the default namespace, without upgrades, retries, binary packets or
// listeners for everything. What stays is the packages' own code; `null` takes a method out, a text stands for its body.
import { readFile } from 'node:fs/promises'

const parts = {
  'engine.io-client/build/esm/socket.js': {
    _probe: null,
    _filterUpgrades: 'return []',
    _getWritablePackets: 'return this.writeBuffer',
    send: null,
    close: `
        if ("opening" === this.readyState || "open" === this.readyState) {
            this.readyState = "closing"
            const close = () => {
                this._onClose("forced close")
                this.transport.close()
            }
            if (this.writeBuffer.length) this.once("drain", close)
            else close()
        }
        return this`,
    _onError: `
        this.emitReserved("error", err)
        this._onClose("transport error", err)`,
  },
  'engine.io-client/build/esm/transports/websocket.js': {
    // Options for Node's sockets, and React Native.
    doOpen: `
        try { this.ws = new WebSocket(this.uri()) } catch (err) { return this.emitReserved("error", err) }
        this.ws.binaryType = this.socket.binaryType
        this.addEventListeners()`,
    createSocket: null,
  },
  'socket.io-client/build/esm/manager.js': {
    maybeReconnectOnOpen: '',
    reconnect: '',
    onreconnect: null,
    connect: null,
    disconnect: null,
  },
  'socket.io-client/build/esm/socket.js': {
    _addToQueue: null,
    _drainQueue: '',
    notifyOutgoingListeners: '',
    ...Object.fromEntries(
      ['send', 'close', 'compress', 'volatile', 'disconnected', 'onAny', 'prependAny', 'offAny', 'listenersAny']
        .concat(['onAnyOutgoing', 'prependAnyOutgoing', 'offAnyOutgoing', 'listenersAnyOutgoing'])
        .map((name) => [name, null]),
    ),
  },
  'socket.io-parser/build/esm/index.js': {
    encode: 'return [this.encodeAsString(obj)]',
    encodeAsBinary: null,
    add: `
        const packet = this.decodeString(obj)
        if (packet.attachments) throw new Error("binary")
        super.emitReserved("decoded", packet)`,
    destroy: '',
  },
}
/** All of a module as one object is all of it, used or not. */
const lines = {
  'socket.io-client/build/esm/manager.js': [
    'import * as parser from "socket.io-parser";',
    'import { Decoder, Encoder } from "socket.io-parser"; const parser = { Decoder, Encoder };',
  ],
}
const whole = {
  // The widget asks for a manager of its own; the shared ones of `io()` are looked up by address.
  'socket.io-client/build/esm/index.js': 'export { Manager } from "./manager.js"',
  // A browser can read an address by itself.
  'engine.io-client/build/esm/contrib/parseuri.js': `
    export const parse = (source) => {
      const { protocol, hostname, port, pathname } = new URL(source)
      return { source, protocol: protocol.slice(0, -1), host: hostname.replace(/^\\[|\\]$/g, ''), port, path: pathname === '/' ? '' : pathname }
    }`,
  'socket.io-client/build/esm/contrib/backo2.js': `
    export class Backoff { attempts = 1; reset() {} setMin() {} setMax() {} setJitter() {} }`,
}
const places = [...Object.keys(parts), ...Object.keys(whole)]

/** @throws {Error} when the method is not there, once: the package was rearranged */
export const without = (text, place, name, body) => {
  const method = new RegExp(`^ {4}(?:get )?${name}\\(([^\\n]*)\\) \\{\\n(?:[\\s\\S]*?\\n)?? {4}\\}\\n`, 'gm')
  const found = [...text.matchAll(method)]
  if (found.length !== 1) throw new Error(`${place} has ${found.length} methods ${name}: see scripts/leave-out.mjs`)
  return text.replace(method, (_, parameters) => (body === null ? '' : `    ${name}(${parameters}) {${body}}\n`))
}

export const leaveOut = {
  name: 'leave-out',
  setup: ({ onLoad, onEnd }) => {
    const seen = new Set()
    onLoad(
      { filter: /[\\/](engine\.io-client|socket\.io-client|socket\.io-parser)[\\/]build[\\/]esm[\\/]/ },
      async ({ path }) => {
        const place = places.find((end) => path.replaceAll('\\', '/').endsWith(`/${end}`))
        if (place === undefined) return null
        seen.add(place)
        if (place in whole) return { contents: whole[place], loader: 'js' }
        let contents = await readFile(path, 'utf8')
        const [line, instead] = lines[place] ?? []
        if (line !== undefined) {
          if (!contents.includes(line)) throw new Error(`${place} no longer says ${line}: see scripts/leave-out.mjs`)
          contents = contents.replace(line, instead)
        }
        for (const [name, body] of Object.entries(parts[place])) contents = without(contents, place, name, body)
        return { contents, loader: 'js' }
      },
    )
    onEnd(({ metafile }) => {
      if (!Object.keys(metafile?.inputs ?? {}).some((path) => path.includes('node_modules/socket.io-client/')))
        return null
      return {
        errors: places
          .filter((place) => !seen.has(place))
          .map((place) => ({ text: `${place} was not loaded: see scripts/leave-out.mjs` })),
      }
    })
  },
}
