import { AppError } from '../../contract/errors.ts'
import { limits } from '../../contract/limits.ts'
import { contentKey } from '../../contract/names.ts'
import type { Plugin } from '../../contract/plugin.ts'
import { readable } from '../../contract/readable.ts'

type Fields = Readonly<Record<string, unknown>>
/** Left out is fine. */
const isListOf = (value: unknown, known: readonly string[]): boolean =>
  value === undefined || (Array.isArray(value) && value.every((item) => known.includes(item)))
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null

const problemsOfReasons = (reasons: unknown): string[] => {
  if (!isObject(reasons)) return ['reasons: an object of {code: {locale: text}}']
  return Object.entries(reasons).flatMap(([code, texts]) => {
    if (!contentKey.safeParse(code).success) return [`reasons: "${code}" is not lower-case letters, digits and hyphens`]
    if (!isObject(texts) || typeof texts.en !== 'string') return [`reasons.${code}: needs at least a text in en`]
    const odd = Object.entries(texts).find(([, text]) => typeof text !== 'string' || text.length > limits.textLength)
    return odd === undefined ? [] : [`reasons.${code}.${odd[0]}: a text of at most ${limits.textLength} characters`]
  })
}

const hostPattern = /^(localhost|[a-z0-9-]+(\.[a-z0-9-]+)+)$/

const problemsOfFacts = ({ prepareFacts, hosts, facts }: Fields): string[] => {
  if (prepareFacts === undefined) return []
  const problems: string[] = []
  if (typeof prepareFacts !== 'function') problems.push('prepareFacts: a function, or left out')
  if (
    !Array.isArray(hosts) ||
    hosts.length === 0 ||
    hosts.length > 10 ||
    !hosts.every((host) => typeof host === 'string' && host.length <= 253 && hostPattern.test(host))
  )
    problems.push('hosts: 1 to 10 host names, such as api.example.com, for prepareFacts to ask')
  const { about, seconds } = isObject(facts) ? facts : {}
  if (about !== 'user' && about !== 'account') problems.push('facts.about: "user" or "account"')
  if (!Number.isInteger(seconds) || (seconds as number) < 10 || (seconds as number) > 86_400)
    problems.push('facts.seconds: for how long they hold, 10 to 86400')
  return problems
}

const areLessons = (value: unknown): boolean =>
  isObject(value) &&
  typeof value.initial === 'function' &&
  typeof value.learn === 'function' &&
  (value.refresh === undefined || typeof value.refresh === 'function')

/** What keeps a value from being a plugin, in words for its author; empty when nothing does. */
export const problemsOfPlugin = (value: unknown): string[] => {
  if (!isObject(value)) return ['the default export is not an object; use defineRecommender or defineGuardrail']
  const problems: string[] = []
  const need = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem)
  }
  need(value.type === 'recommender' || value.type === 'guardrail', 'type: "recommender" or "guardrail"')
  need(
    typeof value.name === 'string' && /^[a-z][a-z0-9-]{0,63}$/.test(value.name),
    'name: lower-case letters, digits and hyphens, at most 64',
  )
  need(typeof value.version === 'string' && /^.{1,32}$/.test(value.version), 'version: a text such as "1.0.0"')
  need(
    value.apiVersion === limits.pluginApiVersion,
    `apiVersion: this server speaks ${limits.pluginApiVersion}, the plugin ${String(value.apiVersion)}`,
  )
  need(
    typeof value.summary === 'string' && value.summary.length > 0 && value.summary.length <= limits.titleLength,
    `summary: a text of at most ${limits.titleLength} characters`,
  )
  // Not instanceof: a plugin from npm may carry a zod of its own.
  need(
    isObject(value.options) && '_zod' in value.options && typeof value.options.safeParse === 'function',
    'options: a zod 4 schema; z.strictObject({}) for none',
  )
  problems.push(...problemsOfReasons(value.reasons), ...problemsOfFacts(value))
  if (value.type === 'recommender') {
    need(typeof value.recommend === 'function', 'recommend: a function')
    need(value.answers === undefined || typeof value.answers === 'boolean', 'answers: true, false, or left out')
    need(
      value.learns === undefined || areLessons(value.learns),
      'learns: { initial, learn } and perhaps refresh, all functions; or left out',
    )
    need(value.prepare === undefined || typeof value.prepare === 'function', 'prepare: a function, or left out')
  }
  if (value.type === 'guardrail') {
    need(typeof value.check === 'function', 'check: a function')
    need(value.phase === 'eligibility' || value.phase === 'content', 'phase: "eligibility" or "content"')
    need(value.fatigue === undefined || typeof value.fatigue === 'boolean', 'fatigue: true, false, or left out')
    need(isListOf(value.reads, readable), `reads: a list of ${readable.join(', ')}, or left out`)
    need(
      isListOf(value.alerts, Object.keys(isObject(value.reasons) ? value.reasons : {})),
      'alerts: a list of its codes',
    )
  }
  return problems
}

/** @throws {AppError} PLUGIN_NOT_LOADABLE with every problem in its facts */
export const readPlugin = (value: unknown, origin: string): Plugin => {
  const problems = problemsOfPlugin(value)
  if (problems.length > 0) throw new AppError('PLUGIN_NOT_LOADABLE', { plugin: origin, problem: problems.join('; ') })
  return value as Plugin
}
