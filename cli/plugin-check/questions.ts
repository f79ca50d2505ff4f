import type { CheckInput, Guardrail } from '../../contract/plugin.ts'
import { checkSamples, type RecommendSample, recommendSamples, type Sample } from './sample-inputs.ts'

/** What a plugin is asked when it is checked. */
export interface Questions {
  readonly recommend: readonly RecommendSample[]
  check(phase: Guardrail['phase']): readonly Sample<CheckInput>[]
}

export const sampleQuestions: Questions = { recommend: recommendSamples(), check: checkSamples }

/** Both, as one. */
export const together = (one: Questions, other: Questions): Questions => ({
  recommend: [...one.recommend, ...other.recommend],
  check: (phase) => [...one.check(phase), ...other.check(phase)],
})
