/** What a plugin may reach by name: the language itself and a few pure parts of the platform. Everything else is taken away. */
const kept: ReadonlySet<string> = new Set([
  ...['globalThis', 'Infinity', 'NaN', 'undefined', 'console', 'structuredClone'],
  ...[
    'isFinite',
    'isNaN',
    'parseFloat',
    'parseInt',
    'decodeURI',
    'decodeURIComponent',
    'encodeURI',
    'encodeURIComponent',
  ],
  ...[
    'Object',
    'Function',
    'Array',
    'String',
    'Number',
    'Boolean',
    'Symbol',
    'BigInt',
    'Math',
    'JSON',
    'Date',
    'RegExp',
    'Intl',
  ],
  ...['Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry', 'Promise', 'Proxy', 'Reflect', 'Iterator'],
  ...['Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'],
  ...[
    'ArrayBuffer',
    'DataView',
    'Int8Array',
    'Uint8Array',
    'Uint8ClampedArray',
    'Int16Array',
    'Uint16Array',
    'Int32Array',
  ],
  ...['Uint32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'TextEncoder', 'TextDecoder'],
  ...['URL', 'URLSearchParams', 'DOMException'],
])

const refuse = (what: string) => {
  throw new Error(`a plugin cannot ${what}`)
}

/** Makes a function's constructor refuse: code that is made of a text could import what the compiler refuses. */
const refuseCodeOfTexts = (prototype: object): void => {
  const refused = new Proxy(prototype.constructor, {
    apply: () => refuse('make code of a text'),
    construct: () => refuse('make code of a text'),
  })
  Object.defineProperty(prototype, 'constructor', { value: refused, writable: false, configurable: false })
  if (prototype === Function.prototype) Object.defineProperty(globalThis, 'Function', { value: refused })
}

/**
 * Takes from this thread's globals what leads outside: process, network, files, timers, other threads, code made of texts. For good, so to be
 * called once what stays has been imported. A fence against mistakes and curiosity, not a sandbox (docs/decisions/0016-plugin-kit.md).
 * @param say where the console's lines go
 */
export const closeDoors = (say: (line: string) => void): void => {
  const line = (...parts: readonly unknown[]) =>
    say(parts.map((part) => (typeof part === 'string' ? part : (JSON.stringify(part) ?? String(part)))).join(' '))
  const kinds = [
    () => undefined,
    async () => undefined,
    function* () {
      yield undefined
    },
    async function* () {
      yield undefined
    },
  ]
  const prototypes = kinds.map((made: object) => Object.getPrototypeOf(made) as object)
  for (const prototype of prototypes) refuseCodeOfTexts(prototype)
  for (const name of Reflect.ownKeys(globalThis))
    if (typeof name === 'string' && !kept.has(name)) Reflect.deleteProperty(globalThis, name)
  Object.defineProperty(globalThis, 'console', {
    value: Object.freeze({ debug: line, info: line, log: line, warn: line, error: line }),
  })
}
