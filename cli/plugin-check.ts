import { AppError } from '../contract/errors.ts'
import type { Plugin } from '../contract/plugin.ts'
import { loadPlugin } from '../server/plugin-host/load-plugin.ts'
import { type Finding, pluginChecks, runCheck } from './plugin-check/plugin-checks.ts'
import { sampleQuestions, together } from './plugin-check/questions.ts'
import { readRecordedQuestions, UnreadableLineError } from './plugin-check/recorded-questions.ts'
import { workerCheck, workerPromise } from './plugin-check/worker-check.ts'

export interface PluginCheckOptions {
  /** The plugin's options; needed when some are required. */
  readonly options?: Readonly<Record<string, unknown>>
  /** Recorded decisions to be asked about besides the samples, as `cairn decisions USER --json` writes them. */
  readonly sessions?: string
  readonly print?: (line: string) => void
}

/**
 * Loads a plugin the way the server does and checks what Cairn relies on: `npx cairn plugin check ./my-plugin`.
 * @param place a file, a folder with an index, or an npm name
 * @returns the exit code: 0 when everything holds
 */
export const pluginCheck = async (place: string, settings: PluginCheckOptions = {}): Promise<number> => {
  const { options: given = {}, sessions, print = console.log } = settings
  let plugin: Plugin
  try {
    plugin = await loadPlugin(place)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    print(`not ok  ${error.facts.plugin}: ${error.message}`)
    for (const problem of String(error.facts.problem).split('; ')) print(`        ${problem}`)
    return 1
  }
  print(`${plugin.type} ${plugin.name} ${plugin.version}: ${plugin.summary}`)

  const options = plugin.options.safeParse(given)
  if (!options.success) {
    print('not ok  it takes these options')
    for (const { path, message } of options.error.issues) print(`        ${path.map(String).join('.')}: ${message}`)
    print('        give valid ones with --options \'{"name": "value"}\'')
    return 1
  }
  let questions = sampleQuestions
  if (sessions !== undefined)
    try {
      questions = together(questions, readRecordedQuestions(sessions))
    } catch (error) {
      if (!(error instanceof UnreadableLineError)) throw error
      print(`not ok  the recorded sessions can be read: ${error.message}`)
      return 1
    }

  let failed = 0
  const tell = (promise: string, { problems, note }: Finding) => {
    print(`${problems.length === 0 ? 'ok    ' : 'not ok'}  ${promise}${note === undefined ? '' : ` (${note})`}`)
    for (const problem of problems) print(`        ${problem}`)
    if (problems.length > 0) failed += 1
  }
  for (const check of pluginChecks) tell(check.promise, runCheck(check, plugin, options.data, questions))
  tell(workerPromise, await workerCheck(place, plugin, given, options.data, questions))
  const all = pluginChecks.length + 1
  print(failed === 0 ? `${all} checks hold` : `${failed} of ${all} checks do not hold`)
  return failed === 0 ? 0 : 1
}
