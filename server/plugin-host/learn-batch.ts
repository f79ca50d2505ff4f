import type { LearningExample } from '../../contract/learning-example.ts'
import { limits } from '../../contract/limits.ts'
import type { Learns } from '../../contract/plugin.ts'
import { deepFreeze } from './deep-freeze.ts'

/**
 * One batch: each example in its turn, and the refresh after them. What it is given is frozen.
 * @param model as JSON; undefined to begin with
 * @returns the next one, as JSON, which is all that the next batch is given: so a model does not depend on when a process was started
 * @throws whatever the plugin throws, and for what is no model or too long for one
 */
export const learnBatch = (
  learns: Learns<unknown, unknown>,
  model: string | undefined,
  examples: readonly LearningExample[],
  options: unknown,
): string => {
  let value: unknown = model === undefined ? learns.initial(options) : JSON.parse(model)
  for (const example of examples) value = learns.learn(deepFreeze(value), deepFreeze(example), options)
  if (learns.refresh !== undefined) value = learns.refresh(deepFreeze(value), options)
  if (typeof value !== 'object' || value === null || typeof (value as { then?: unknown }).then === 'function')
    throw new Error('a model is a plain object, returned at once')
  const text = JSON.stringify(value) as string | undefined
  if (text === undefined || text.length > limits.learnedModelLength)
    throw new Error(`a model is JSON of at most ${limits.learnedModelLength} characters`)
  return text
}
