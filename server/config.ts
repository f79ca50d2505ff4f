import { resolve } from 'node:path'
import { z } from 'zod'
import { AppError } from '../contract/errors.ts'

const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d+$/, 'a whole number')
    .transform(Number)
    .pipe(z.number().min(from, `at least ${from}`).max(to, `at most ${to}`))
const port = wholeNumber(0, 65_535)
const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) =>
  z.enum(values, `one of ${values.join(', ')}`)

/** Separated by commas. */
const places = z
  .string()
  .min(1)
  .transform((given) => given.split(',').map((place) => place.trim()))
const noPlaces: readonly string[] = []

/** Texts and a key go there: never in the clear over a network. */
const isSafeEndpoint = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password, search, hash } = new URL(text)
  if (username !== '' || password !== '' || search !== '' || hash !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname))
}

/** Every setting, with its default: none is required. An empty variable counts as absent. */
const variables = z.object({
  CAIRN_PORT: port.default(4600),
  CAIRN_HOST: z.string().min(1).default('127.0.0.1'),
  CAIRN_DATA: z
    .string()
    .min(1)
    .default('./.cairn')
    .transform((path) => resolve(path)),
  MONGODB_URL: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'a URL that begins with mongodb:// or mongodb+srv://')
    .optional(),
  MONGODB_PREFIX: z
    .string()
    .regex(/^[a-z0-9]{1,12}$/, '1 to 12 of a-z and 0-9')
    .default('cairn'),
  CAIRN_LOG: oneOf('debug', 'info', 'warn', 'error', 'silent').default('info'),
  CAIRN_TENANT_LIMIT: wholeNumber(1, 1_000_000).default(10_000),
  CAIRN_RATE_CONNECTION: wholeNumber(1, 1_000_000).default(100),
  CAIRN_RATE_TENANT: wholeNumber(1, 10_000_000).default(5_000),
  CAIRN_CONNECTIONS_PER_ADDRESS: wholeNumber(1, 1_000_000).default(2_000),
  CAIRN_PLUGINS: places.optional(),
  CAIRN_TRUSTED_PLUGINS: places.optional(),
  CAIRN_PLUGIN_MEMORY: wholeNumber(16, 65_536).default(128),
  CAIRN_WATCH_PLUGINS: oneOf('no', 'yes').default('no'),
  CAIRN_VISITOR_DAYS: wholeNumber(1, 3_650).default(400),
  CAIRN_SESSIONS_IN_MEMORY: wholeNumber(1, 10_000_000).default(20_000),
  CAIRN_EMBEDDINGS_URL: z
    .string()
    .refine(isSafeEndpoint, 'an https:// address, or an http:// one of this machine, without query or password')
    .optional(),
  CAIRN_EMBEDDINGS_MODEL: z
    .string()
    .regex(/^[\w.:/@-]{1,200}$/, 'the name of a model')
    .optional(),
  CAIRN_EMBEDDINGS_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{1,4096}$/, 'a key without spaces')
    .optional(),
  CAIRN_EMBEDDINGS_PER_MINUTE: wholeNumber(1, 1_000_000).default(300),
  CAIRN_TEST_PLUGIN_LOOPBACK: oneOf('no', 'yes').default('no'),
  CAIRN_TEST_DELAY_BEFORE_COMMIT: wholeNumber(0, 10_000).default(0),
  CAIRN_TEST_DELAY_AFTER_COMMIT: wholeNumber(0, 10_000).default(0),
})

export interface Config {
  readonly port: number
  readonly host: string
  readonly directory: string
  readonly mongodbUrl: string | undefined
  /** Begins the names of Cairn's databases there. */
  readonly mongodbPrefix: string
  readonly log: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  readonly tenantLimit: number
  /** Messages a second. */
  readonly rates: { readonly perConnection: number; readonly perTenant: number }
  readonly connectionsPerAddress: number
  /** Folders, files or npm names of further plugins: those that run in threads of their own, and those trusted like Cairn's. */
  readonly plugins: {
    readonly isolated: readonly string[]
    readonly trusted: readonly string[]
    /** Heap of each that is isolated, MB. */
    readonly memoryMb: number
    readonly watched: boolean
    /** For tests: lets plugins find out things from this machine. */
    readonly allowLoopback: boolean
  }
  /** Where vectors may be asked for; undefined for nowhere. */
  readonly embeddings:
    | { readonly url: string; readonly model: string; readonly key: string | undefined; readonly perMinute: number }
    | undefined
  readonly sessionsInMemory: number
  /** Visitors not seen for so long are erased. */
  readonly visitorDays: number
  /** Stretches the moment around a commit, ms, so that a test can kill the process inside it. */
  readonly commitDelays: { readonly beforeMs: number; readonly afterMs: number }
}

/** Reads the environment. @throws AppError SETTING_INVALID, naming the variable and what it takes */
export const readConfig = (environment: Readonly<Record<string, string | undefined>> = process.env): Config => {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => name in variables.shape && value !== ''),
  )
  const parsed = variables.safeParse(given)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const setting = String(issue?.path[0] ?? '')
    throw new AppError('SETTING_INVALID', { setting, takes: issue?.message ?? '', given: given[setting] ?? '' })
  }
  const v = parsed.data
  const { CAIRN_EMBEDDINGS_URL: url, CAIRN_EMBEDDINGS_MODEL: model, CAIRN_EMBEDDINGS_KEY: key } = v
  if ((url === undefined) !== (model === undefined) || (key !== undefined && url === undefined))
    throw new AppError('SETTING_INVALID', {
      setting: 'CAIRN_EMBEDDINGS_URL and CAIRN_EMBEDDINGS_MODEL',
      takes: 'both or neither',
      given: url ?? model ?? '',
    })
  return {
    port: v.CAIRN_PORT,
    host: v.CAIRN_HOST,
    directory: v.CAIRN_DATA,
    mongodbUrl: v.MONGODB_URL,
    mongodbPrefix: v.MONGODB_PREFIX,
    log: v.CAIRN_LOG,
    tenantLimit: v.CAIRN_TENANT_LIMIT,
    rates: { perConnection: v.CAIRN_RATE_CONNECTION, perTenant: v.CAIRN_RATE_TENANT },
    connectionsPerAddress: v.CAIRN_CONNECTIONS_PER_ADDRESS,
    plugins: {
      isolated: v.CAIRN_PLUGINS ?? noPlaces,
      trusted: v.CAIRN_TRUSTED_PLUGINS ?? noPlaces,
      memoryMb: v.CAIRN_PLUGIN_MEMORY,
      watched: v.CAIRN_WATCH_PLUGINS === 'yes',
      allowLoopback: v.CAIRN_TEST_PLUGIN_LOOPBACK === 'yes',
    },
    embeddings:
      url === undefined || model === undefined
        ? undefined
        : { url, model, key, perMinute: v.CAIRN_EMBEDDINGS_PER_MINUTE },
    visitorDays: v.CAIRN_VISITOR_DAYS,
    sessionsInMemory: v.CAIRN_SESSIONS_IN_MEMORY,
    commitDelays: { beforeMs: v.CAIRN_TEST_DELAY_BEFORE_COMMIT, afterMs: v.CAIRN_TEST_DELAY_AFTER_COMMIT },
  }
}
