import type { Decision } from '../../contract/decision.ts'
import type { Answer, CheckAnswer, Verdict } from '../../contract/plugin.ts'
import type { Unasked } from '../../contract/replay.ts'
import type { Asker } from './asker.ts'
import { playBack } from './replay.ts'

export interface AskedAgain {
  readonly ask: Asker
  /** By plugin, after the decision has been made: who could not be asked, and why. */
  readonly unasked: ReadonlyMap<string, Unasked['why']>
}

/** What lateness or an open circuit says is about the moment, not about the plugin. */
const saysNothing = ({ outcome }: Answer<unknown>): boolean => outcome === 'late' || outcome === 'tripped'

/** A recorded answer for the candidates of now, by content: whoever was not among them then was not allowed. */
const forCandidates = (recorded: CheckAnswer, then: readonly string[], now: readonly string[]): CheckAnswer => {
  if (recorded.value === null || then.join() === now.join()) return recorded
  const verdicts = new Map(then.map((content, at) => [content, recorded.value?.[at]]))
  const none: Verdict = { verdict: 'veto', code: 'not-asked' }
  return { ...recorded, value: now.map((content) => verdicts.get(content) ?? none) }
}

/**
 * Asks plugins again with a record's input, where the version that answered then is still there; everybody else's recorded answer is
 * played back, so that one plugin's absence does not hide what the others would say.
 * @param versionOf the installed version; undefined for none
 */
export const askAgain = (
  record: Decision,
  live: Pick<Asker, 'recommend' | 'check'>,
  versionOf: (plugin: string) => string | undefined,
): AskedAgain => {
  const unasked = new Map<string, Unasked['why']>()
  const mayAsk = (plugin: string, recorded: Answer<unknown> | undefined): boolean => {
    const installed = versionOf(plugin)
    const why =
      recorded?.outcome !== 'answered'
        ? 'no-answer-then'
        : installed === undefined
          ? 'not-installed'
          : installed === recorded.version
            ? undefined
            : 'other-version'
    if (why !== undefined) unasked.set(plugin, why)
    return why === undefined
  }
  /** In the order of the record. */
  const joined = <A extends Answer<unknown>>(recorded: readonly A[], answers: readonly A[]): readonly A[] =>
    recorded.map((then) => {
      const now = answers.find(({ plugin }) => plugin === then.plugin)
      if (now === undefined) return then
      if (!saysNothing(now)) return now
      unasked.set(then.plugin, 'no-answer-now')
      return then
    })

  const ask: Asker = {
    ...playBack(record),
    async recommend(enabled, input) {
      const { recommenders } = record.answers
      const recordedOf = new Map(recommenders.map((answer) => [answer.plugin, answer]))
      const askable = enabled.filter(({ plugin }) => mayAsk(plugin, recordedOf.get(plugin)))
      return joined(recommenders, await live.recommend(askable, input))
    },
    async check(phase, enabled, input, candidates, texts) {
      const recorded = record.answers[phase]
      // What was never asked then, because nothing was drawn, has no answer to fall back on.
      if (recorded.length === 0) return live.check(phase, enabled, input, candidates, texts)
      const recordedOf = new Map(recorded.map((answer) => [answer.plugin, answer]))
      const askable = enabled.filter(({ plugin }) => recordedOf.has(plugin) && mayAsk(plugin, recordedOf.get(plugin)))
      const then =
        phase === 'content'
          ? candidates.map(({ content }) => content)
          : record.result.candidates.map(({ content }) => content)
      const now = candidates.map(({ content }) => content)
      const fallBack = recorded.map((answer) => forCandidates(answer, then, now))
      return joined(fallBack, await live.check(phase, askable, input, candidates, texts))
    },
  }
  return { ask, unasked }
}

/** Asks everybody whom other settings enable, whatever version answered then; nothing is played back in their place. */
export const askAnew = (record: Decision, live: Pick<Asker, 'recommend' | 'check'>): AskedAgain => {
  const unasked = new Map<string, Unasked['why']>()
  const noted = <A extends Answer<unknown>>(answers: readonly A[]): readonly A[] => {
    for (const answer of answers) {
      if (answer.outcome === 'missing') unasked.set(answer.plugin, 'not-installed')
      else if (saysNothing(answer)) unasked.set(answer.plugin, 'no-answer-now')
    }
    return answers
  }
  return {
    ask: {
      ...playBack(record),
      recommend: async (...given) => noted(await live.recommend(...given)),
      check: async (...given) => noted(await live.check(...given)),
    },
    unasked,
  }
}
