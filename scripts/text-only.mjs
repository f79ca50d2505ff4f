// Leaves binary attachments out of the widget's Socket.IO: Cairn's messages are JSON, and a server that sends anything else
// is not understood anyway. Half a kilobyte of the 20 until connected.
const replacements = {
  'is-binary.js': 'export const isBinary = () => false; export const hasBinary = () => false',
  'binary.js':
    'export const deconstructPacket = (packet) => ({ packet, buffers: [] }); export const reconstructPacket = (packet) => packet',
}

export const textOnly = {
  name: 'text-only',
  setup: ({ onLoad, onEnd }) => {
    const replaced = new Set()
    onLoad({ filter: /[\\/]socket\.io-parser[\\/]build[\\/]esm[\\/](is-)?binary\.js$/ }, ({ path }) => {
      const file = path.replaceAll('\\', '/').split('/').pop()
      replaced.add(file)
      return { contents: replacements[file], loader: 'js' }
    })
    onEnd(({ metafile }) => {
      if (!Object.keys(metafile?.inputs ?? {}).some((path) => path.includes('node_modules/socket.io-parser/')))
        return null
      const missed = Object.keys(replacements).filter((file) => !replaced.has(file))
      return {
        errors: missed.map((file) => ({
          text: `socket.io-parser/build/esm/${file} was not replaced: see scripts/text-only.mjs`,
        })),
      }
    })
  },
}
