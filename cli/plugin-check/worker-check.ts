import { isDeepStrictEqual } from 'node:util'
import type { Plugin } from '../../contract/plugin.ts'
import { type Tried, tryInWorker } from '../../server/plugin-host/try-in-worker.ts'
import { askPlugin, factsFor } from './ask-plugin.ts'
import type { Finding } from './plugin-checks.ts'
import type { Questions } from './questions.ts'
import { sampleExamples } from './sample-examples.ts'

export const workerPromise = 'in a thread of its own, as the server runs it, it answers the same'

/** As it comes back from a thread. */
const asText = (answer: unknown): unknown => JSON.parse(JSON.stringify(answer) ?? 'null')

const askInWorker = async (
  { handle, context }: Tried,
  plugin: Plugin,
  options: unknown,
  questions: Questions,
): Promise<readonly { readonly title: string; readonly answer: unknown }[]> => {
  const answers: { title: string; answer: unknown }[] = []
  if (plugin.type === 'guardrail')
    for (const { title, input } of questions.check(plugin.phase)) {
      const { candidate, text, ...rest } = input
      const texts = text === undefined ? {} : { texts: [text] }
      const answer = await handle.call(context, {
        method: 'check',
        input: { ...rest, ...factsFor(plugin) },
        candidates: [candidate],
        options,
        ...texts,
      })
      answers.push({ title, answer: Array.isArray(answer) ? answer[0] : answer })
    }
  else {
    const model =
      plugin.learns === undefined
        ? undefined
        : (JSON.parse(await handle.learn({ model: undefined, examples: sampleExamples, options })) as unknown)
    for (const { title, input, catalogue } of questions.recommend) {
      await handle.prepare(context, catalogue, options)
      const answer = await handle.call(context, {
        method: 'recommend',
        catalogue: catalogue.version,
        input: { ...input, ...factsFor(plugin) },
        options,
        ...(model === undefined ? {} : { model }),
      })
      answers.push({ title, answer })
    }
  }
  return answers
}

/**
 * Asks the plugin everything once more where a third party's runs: without Node, in memory of its own.
 * @param given options as the author gives them; a thread reads them for itself
 */
export const workerCheck = async (
  place: string,
  plugin: Plugin,
  given: unknown,
  options: unknown,
  questions: Questions,
): Promise<Finding> => {
  let tried: Tried | undefined
  try {
    tried = await tryInWorker(place)
    const startedAt = performance.now()
    const answers = await askInWorker(tried, plugin, given, questions)
    const spentMs = performance.now() - startedAt
    const problems = askPlugin(plugin, options, questions)
      .filter(({ answer }, index) => !isDeepStrictEqual(asText(answer), answers[index]?.answer ?? null))
      .map(({ title }) => `${title}: there it answers differently`)
    const note = `${((spentMs / answers.length) * 1_000).toFixed(0)} us a question there and back`
    return { problems: problems.slice(0, 5), note }
  } catch (error) {
    const facts = (error as { facts?: { problem?: unknown } }).facts
    return { problems: [`there it fails: ${String(facts?.problem ?? (error as Error).message)}`] }
  } finally {
    await tried?.close()
  }
}
