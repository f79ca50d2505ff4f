// Leaves binary packets and attachments out of the widget's Socket.IO: Cairn's messages are JSON, and a server that sends anything
// else is not understood anyway: such a packet ends the connection, as every other that is malformed. A kilobyte of the 20
// until connected.
const replacements = {
  'socket.io-parser/build/esm/is-binary.js':
    'export const isBinary = () => false; export const hasBinary = () => false',
  'socket.io-parser/build/esm/binary.js':
    'export const deconstructPacket = (packet) => ({ packet, buffers: [] }); export const reconstructPacket = (packet) => packet',
  'engine.io-parser/build/esm/encodePacket.browser.js': `
    import { PACKET_TYPES } from './commons.js'
    export const encodePacket = ({ type, data }, _supportsBinary, done) => done(PACKET_TYPES[type] + (data || ''))
    export const encodePacketToBinary = () => undefined`,
  'engine.io-parser/build/esm/decodePacket.browser.js': `
    import { ERROR_PACKET, PACKET_TYPES_REVERSE } from './commons.js'
    export const decodePacket = (text) => {
      const type = typeof text === 'string' && PACKET_TYPES_REVERSE[text[0]]
      return type ? { type, data: text.slice(1) || undefined } : ERROR_PACKET
    }`,
}
const places = Object.keys(replacements)
const pathOf = (path) => path.replaceAll('\\', '/')

export const textOnly = {
  name: 'text-only',
  setup: ({ onLoad, onEnd }) => {
    const replaced = new Set()
    onLoad({ filter: /[\\/](socket|engine)\.io-parser[\\/]build[\\/]esm[\\/]/ }, ({ path }) => {
      const place = places.find((end) => pathOf(path).endsWith(end))
      if (place === undefined) return null
      replaced.add(place)
      return { contents: replacements[place], loader: 'js' }
    })
    onEnd(({ metafile }) => {
      if (!Object.keys(metafile?.inputs ?? {}).some((path) => path.includes('node_modules/socket.io-parser/')))
        return null
      return {
        errors: places
          .filter((place) => !replaced.has(place))
          .map((place) => ({ text: `${place} was not replaced: see scripts/text-only.mjs` })),
      }
    })
  },
}
