import { serialize } from 'node:v8'
import { LRUCache } from 'lru-cache'
import { canonicalJson } from '../../contract/canonical-json.ts'
import type { Catalogue } from '../../contract/content.ts'
import type { TenantContext } from '../../contract/context.ts'
import { AppError } from '../../contract/errors.ts'
import { TooLateError } from './ask.ts'
import type { Deadlines } from './deadlines.ts'
import type { OptionsCheck, PluginHandle } from './handle.ts'
import type { Isolation } from './isolation.ts'
import type { Packed } from './pack-sessions.ts'
import type { PluginThread } from './plugin-thread.ts'
import { createRemoteFacts, type RemoteFacts } from './remote-facts.ts'
import { createTurns } from './take-turns.ts'
import { type LoadAnswer, type Parcel, putParcel, type ValidateAnswer } from './worker-messages.ts'

/** Evaluating the plugin's module and describing it; also the first start of a thread on a busy machine. */
const loadMs = 10_000
/** After a plugin could not be loaded again, questions fail at once for so long. */
const restMs = 1_000
/** Catalogues known by version, to prepare again in a thread that was started anew. */
const cataloguesKept = 100

interface Running {
  readonly thread: PluginThread
  readonly facts: RemoteFacts
  readonly sessions: Map<number, true>
  readonly models: Map<number, true>
  readonly prepared: Set<string>
}
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Never rejects: what goes wrong is told to whom it concerns. */
type Work = () => Promise<void>

/**
 * Runs a plugin in a thread of its own, from loading on. One question at a time, tenants in turns. A question that is not answered within
 * its deadline costs the thread; the next one finds a new one, and those that waited behind it are asked there.
 * @param code as `compileForWorker` makes it
 * @throws {AppError} PLUGIN_NOT_LOADABLE
 */
export const createWorkerHandle = async (
  code: string,
  origin: string,
  isolation: Isolation,
  deadlines: Deadlines,
): Promise<PluginHandle> => {
  const { telemetry, monotonicMs } = isolation
  const turns = createTurns<Work>()
  const catalogues = new LRUCache<string, Catalogue>({ max: cataloguesKept })
  let running: Running | undefined
  let isAtWork = false
  let isClosed = false
  let restsUntil = Number.NEGATIVE_INFINITY

  const start = async (): Promise<LoadAnswer> => {
    const facts = createRemoteFacts((answer) => thread.tell(answer))
    const thread: PluginThread = isolation.takeThread({
      line: (line) => telemetry.log.info({ plugin: origin, line }, 'a plugin says'),
      aside: facts.hear,
      over: facts.giveUp,
    })
    try {
      const answer = await thread.ask({ kind: 'load', code, origin }, loadMs)
      running = { thread, facts, sessions: new Map(), models: new Map(), prepared: new Set() }
      return JSON.parse(answer ?? 'null') as LoadAnswer
    } catch (cause) {
      await thread.end()
      throw cause
    } finally {
      isolation.refill()
    }
  }

  const { description, prepares } = await start().catch((cause: Error) => {
    throw new AppError('PLUGIN_NOT_LOADABLE', { plugin: origin, problem: cause.message }, cause)
  })

  /** The thread that answers now; a new one where the last is over. */
  const present = async (): Promise<Running> => {
    if (isClosed) throw new Error('the plugin was replaced')
    if (running?.thread.isOver === false) return running
    if (monotonicMs() < restsUntil) throw new Error('it could not be loaded again')
    try {
      await start()
    } catch (cause) {
      restsUntil = monotonicMs() + restMs
      throw cause
    }
    telemetry.log.warn({ plugin: description.name }, 'a plugin was terminated and started again')
    return present()
  }

  const work = async (): Promise<void> => {
    if (isAtWork) return
    isAtWork = true
    for (let next = turns.next(); next !== undefined; next = turns.next()) {
      await next()
      // Started again at once: whoever asks next does not wait for it.
      if (running?.thread.isOver === true && !isClosed) await present().catch(() => undefined)
    }
    isAtWork = false
  }
  /** A question whose turn comes too late is not put at all: nobody waits for its answer any more. */
  const inTurn = <T>(tenant: string, put: (running: Running) => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const expiresAt = monotonicMs() + deadlines.turnMs
      turns.add(tenant, async () => {
        if (monotonicMs() > expiresAt) return reject(new TooLateError('its turn came too late'))
        await present().then(put).then(resolve, reject)
      })
      void work()
    })

  const wallsOf = ({ workspace, tenant }: TenantContext) => ({ workspace, tenant })
  const tenantKey = ({ workspace, tenant }: TenantContext) => `${workspace}/${tenant}`
  const indexKey = (context: TenantContext, version: string, options: unknown) =>
    `${tenantKey(context)}/${version}/${canonicalJson(options)}`

  const parcelFor = (sent: Map<number, true>, { number, bytes }: Packed): Parcel => {
    if (sent.has(number)) return { number }
    putParcel(sent, number, true)
    return { number, bytes }
  }

  const prepareIn = async (present: Running, context: TenantContext, key: string, options: unknown): Promise<void> => {
    const catalogue = catalogues.get(key)
    if (present.prepared.has(key) || catalogue === undefined) return
    const question = { kind: 'prepare', walls: wallsOf(context), catalogue: serialize(catalogue), options } as const
    await present.thread.ask(question, deadlines.prepareMs)
    present.prepared.add(key)
    const [oldest] = present.prepared
    if (present.prepared.size > cataloguesKept && oldest !== undefined) present.prepared.delete(oldest)
  }

  return {
    waitMs: deadlines.turnMs,
    describe: async () => description,

    /** What the schema makes of the options stays in the thread; the given ones stand for it. */
    validateOptions: (options) =>
      inTurn('', async ({ thread }): Promise<OptionsCheck> => {
        const text = await thread.ask({ kind: 'validate', options }, deadlines.prepareMs)
        const { ok, issues = [] } = JSON.parse(text ?? '{}') as ValidateAnswer
        return ok ? { ok, options } : { ok: false, issues: issues.map(String) }
      }),

    async prepare(context, catalogue, options) {
      if (!prepares) return
      const key = indexKey(context, catalogue.version, options)
      catalogues.set(key, catalogue)
      if (running?.thread.isOver === false && running.prepared.has(key)) return
      await inTurn(tenantKey(context), (present) => prepareIn(present, context, key, options))
    },

    call(context, request) {
      const withinMs = request.method === 'recommend' ? deadlines.recommendMs : deadlines.checkMs
      return inTurn(tenantKey(context), async (present) => {
        if (request.method === 'recommend' && prepares)
          await prepareIn(present, context, indexKey(context, request.catalogue, request.options), request.options)
        const { session, ...input } = request.input
        const { model, ...asked } = { model: undefined, ...request }
        const question = {
          kind: 'call',
          walls: wallsOf(context),
          session: parcelFor(present.sessions, isolation.pack(session)),
          request: { ...asked, input },
          ...(isObject(model) ? { model: parcelFor(present.models, isolation.packModel(model)) } : {}),
        } as const
        const text = await present.thread.ask(question as Parameters<PluginThread['ask']>[0], withinMs)
        return text === undefined ? undefined : (JSON.parse(text) as unknown)
      })
    },

    async prepareFacts(context, { session, now }, fetch, options) {
      // The plugin's turn ends when it begins to wait for the network: calls go on beside it.
      const { found } = await inTurn(tenantKey(context), async (present) => {
        const { number, found } = present.facts.open(fetch)
        const parcel = parcelFor(present.sessions, isolation.pack(session))
        await present.thread.ask({ kind: 'facts', number, session: parcel, now, options }, deadlines.recommendMs)
        return { found }
      })
      return found
    },

    learn: (lesson) =>
      inTurn('', async ({ thread }) => {
        const text = await thread.ask({ kind: 'learn', lesson }, deadlines.learnMs)
        return JSON.parse(text ?? 'null') as string
      }),

    async close() {
      isClosed = true
      await running?.thread.end()
    },
  }
}
