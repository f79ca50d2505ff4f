// Leaves long polling and WebTransport out of the widget: Cairn speaks WebSocket only, and where that is blocked the beacon
// route takes over, so that 2.3 KB of the 20 KB until connected would never run. Whoever connects must say
// `transports: ['websocket']`, since socket.io-client tries polling first.
const replacements = {
  'transports/index.js': "import { WS } from './websocket.node.js'; export const transports = { websocket: WS }",
  'transports/polling-fetch.js': 'export const Fetch = undefined',
  'transports/polling-xhr.js': 'export const XHR = undefined',
  'transports/polling-xhr.node.js': 'export const XHR = undefined',
  'transports/webtransport.js': 'export const WT = undefined',
}

// What must be gone from the bundle afterwards; were engine.io-client rearranged, it would come back by another path.
const unwanted = /engine\.io-client\/.*\/(polling\.js|contrib\/has-cors\.js)$/

export const webSocketOnly = {
  name: 'web-socket-only',
  setup: ({ onLoad, onEnd }) => {
    const replaced = new Set()
    onLoad({ filter: /[\\/]engine\.io-client[\\/]build[\\/]esm[\\/]transports[\\/]/ }, ({ path }) => {
      const file = path.replaceAll('\\', '/').split('/esm/').pop()
      if (!(file in replacements)) return null
      replaced.add(file)
      return { contents: replacements[file], loader: 'js' }
    })
    onEnd(({ metafile }) => {
      const inputs = Object.keys(metafile?.inputs ?? {})
      if (!inputs.some((path) => path.includes('node_modules/engine.io-client/'))) return null
      const errors = inputs
        .filter((path) => unwanted.test(path))
        .map((path) => ({ text: `${path} is in the widget again: engine.io-client was rearranged` }))
      // The .node.js twin is only reached where a browser field is not applied.
      for (const file of Object.keys(replacements))
        if (!replaced.has(file) && !replaced.has(file.replace('.js', '.node.js')) && !file.endsWith('.node.js'))
          errors.push({ text: `engine.io-client/build/esm/${file} no longer exists: see scripts/web-socket-only.mjs` })
      return { errors }
    })
  },
}
