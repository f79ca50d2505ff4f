import { deserialize, getHeapStatistics } from 'node:v8'
import { compileFunction } from 'node:vm'
import { parentPort } from 'node:worker_threads'
import { LRUCache } from 'lru-cache'
import * as zod from 'zod'
import type { TenantContext } from '../../contract/context.ts'
import { AppError } from '../../contract/errors.ts'
import { limits } from '../../contract/limits.ts'
import type { FactsFetch, FactsResponse, Plugin, Session } from '../../contract/plugin.ts'
import { closeDoors } from './close-doors.ts'
import { describePlugin } from './describe-plugin.ts'
import type { OptionsCheck, PluginHandle, PluginRequest } from './handle.ts'
import { createInProcessHandle } from './in-process-handle.ts'
import { readPlugin } from './read-plugin.ts'
import {
  type FetchAnswer,
  type LoadAnswer,
  type Parcel,
  putParcel,
  type ValidateAnswer,
  type WorkerQuestion,
  type WorkerStatement,
} from './worker-messages.ts'

/** Lines that a plugin may write to the console for one question; more would make the log a door of its own. */
const linesPerQuestion = 20
/** Bytes outside the heap, which the thread's own limit does not count. */
const outsideHeapBytes = 64 * 1024 * 1024

const port = parentPort
if (port === null) throw new Error('a worker thread only')
// Held before a plugin can lay hands on anything.
const post = port.postMessage.bind(port) as (statement: WorkerStatement) => void
const { stringify } = JSON
const exit = process.exit.bind(process)

let linesLeft = linesPerQuestion
const say = (text: string): void => {
  if (linesLeft-- > 0) post({ kind: 'said', text: text.slice(0, 500) })
}
// A promise that a plugin has let go of is nobody's answer.
process.on('unhandledRejection', (reason) => say(`unhandled rejection: ${String(reason)}`))

/** Runs what `compileForWorker` made. */
const evaluate = (code: string): unknown => {
  const module: { exports: { default?: unknown } } = { exports: {} }
  const require = (name: string): unknown => {
    if (name.endsWith('/zod/index.js') || name === 'zod') return zod
    throw new Error(`a plugin is pure and cannot import ${name}`)
  }
  compileFunction(code, ['module', 'require'])(module, require)
  return module.exports.default
}

/** Facts are kept apart by whoever keeps them. */
const nobody = {} as TenantContext

interface Loaded {
  readonly plugin: Plugin
  readonly handle: PluginHandle
}
let loaded: Loaded | undefined
const present = (): Loaded => {
  if (loaded === undefined) throw new Error('no plugin is loaded')
  return loaded
}

const load = (code: string, origin: string): LoadAnswer => {
  closeDoors(say)
  const plugin = readPlugin(evaluate(code), origin)
  loaded = { plugin, handle: createInProcessHandle(plugin) }
  return {
    description: describePlugin(plugin),
    prepares: plugin.type === 'recommender' && plugin.prepare !== undefined,
  }
}

/** Parsed options by their text, so that what the schema makes of them never leaves the thread. */
const optionChecks = new LRUCache<string, OptionsCheck>({ max: 500 })
const check = async (options: unknown): Promise<OptionsCheck> => {
  const text = stringify(options)
  const held = optionChecks.get(text)
  if (held !== undefined) return held
  const fresh = await present().handle.validateOptions(options)
  optionChecks.set(text, fresh)
  return fresh
}
const validOptions = async (options: unknown): Promise<unknown> => {
  const checked = await check(options)
  if (!checked.ok) throw new Error(checked.issues[0])
  return checked.options
}

const sessions = new Map<number, unknown>()
// Apart from the sessions, of which there are so many more that no model would stay.
const models = new Map<number, unknown>()
const unpack = (parcels: Map<number, unknown>, { number, bytes }: Parcel): unknown => {
  if (bytes === undefined) return parcels.get(number)
  const value: unknown = deserialize(bytes)
  putParcel(parcels, number, value)
  return value
}

/** Requests that the plugin waits for, by facts and request. */
const waiting = new Map<string, { resolve: (response: FactsResponse) => void; reject: (error: Error) => void }>()
let requests = 0
const fetchFor =
  (number: number): FactsFetch =>
  (url, { method, headers, body } = {}) =>
    new Promise((resolve, reject) => {
      requests += 1
      const request = requests
      const init = { ...(method && { method }), ...(headers && { headers: { ...headers } }), ...(body && { body }) }
      post({ kind: 'fetch', number, request, url: String(url), init })
      waiting.set(`${number}/${request}`, { resolve, reject })
    })
const hear = ({ number, request, response }: FetchAnswer): void => {
  const key = `${number}/${request}`
  const waits = waiting.get(key)
  waiting.delete(key)
  if ('problem' in response) waits?.reject(new Error(response.problem))
  else waits?.resolve(response)
}
const findOut = (number: number, found: Promise<unknown>): void => {
  const refuse = (error: unknown) => post({ kind: 'facts', number, problem: problemOf(error) })
  found
    .then((value) => {
      const text = stringify(value ?? null) as string | undefined
      if (text !== undefined && text.length > limits.factsLength)
        throw new Error(`facts are longer than ${limits.factsLength} characters`)
      post({ kind: 'facts', number, text })
    })
    .catch(refuse)
}

const answer = async (question: WorkerQuestion): Promise<unknown> => {
  switch (question.kind) {
    case 'load':
      return load(question.code, question.origin)
    case 'validate': {
      const checked = await check(question.options)
      return (checked.ok ? { ok: true } : checked) satisfies ValidateAnswer
    }
    case 'prepare': {
      const options = await validOptions(question.options)
      await present().handle.prepare(question.walls as TenantContext, deserialize(question.catalogue), options)
      return null
    }
    case 'facts': {
      const { number, now } = question
      const session = unpack(sessions, question.session) as Session
      const options = await validOptions(question.options)
      const { handle } = present()
      findOut(number, handle.prepareFacts(nobody, { session, now }, fetchFor(number), options))
      return null
    }
    case 'call': {
      const { request, walls } = question
      const session = unpack(sessions, question.session)
      const options = await validOptions(request.options)
      const learnt = question.model === undefined ? {} : { model: unpack(models, question.model) }
      const whole = { ...request, ...learnt, options, input: { ...request.input, session } }
      return present().handle.call(walls as TenantContext, whole as PluginRequest)
    }
    case 'learn':
      return present().handle.learn(question.lesson)
    default:
      return question satisfies never
  }
}

const problemOf = (error: unknown): string => {
  if (error instanceof AppError) return String(error.facts.problem ?? error.message)
  const text = error instanceof Error ? error.message : String(error)
  return (text.split('\n')[0] || 'it threw').slice(0, 300)
}

port.on('message', async (question: WorkerQuestion | FetchAnswer) => {
  if (question.kind === 'fetched') return hear(question)
  const { id } = question
  linesLeft = linesPerQuestion
  try {
    const text = stringify(await answer(question)) as string | undefined
    if (text !== undefined && text.length > limits.pluginAnswerLength)
      post({ id, kind: 'refusal', problem: `its answer is longer than ${limits.pluginAnswerLength} characters` })
    else post({ id, kind: 'answer', text })
  } catch (error) {
    post({ id, kind: 'refusal', problem: problemOf(error) })
  }
  if (getHeapStatistics().external_memory > outsideHeapBytes) exit(1)
})
