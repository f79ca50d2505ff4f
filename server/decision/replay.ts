import { canonicalJson } from '../../contract/canonical-json.ts'
import type { Decision, DecisionAnswers, DecisionResult } from '../../contract/decision.ts'
import type { Replayed } from '../../contract/replay.ts'
import type { Asker, DecisionWorld } from './asker.ts'
import { decideSlot } from './decide.ts'
import { decideList, isAsked } from './decide-list.ts'

/** `reasonsOf` only where the reason's wording is to be compared too: a plugin may have been reworded since. */
export type ReplayWorld = Omit<DecisionWorld, 'reasonsOf'> & Partial<Pick<DecisionWorld, 'reasonsOf'>>

export const playBack = ({ answers }: Decision): Asker => ({
  recommend: async () => answers.recommenders,
  rank: async () => answers.ranking,
  check: async (phase) => (phase === 'eligibility' ? answers.eligibility : answers.content),
})

const short = (value: unknown): string => {
  const text = canonicalJson(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

/** How long an answer took is recorded, and no part of what was decided. */
const withoutTimes = (answers: DecisionAnswers): unknown =>
  Object.fromEntries(
    Object.entries(answers).map(([asked, list]) => [
      asked,
      Array.isArray(list) ? list.map((answer: object) => ({ ...answer, ms: 0 })) : list,
    ]),
  )

/** A slot or a list, as the record was. */
export const decideAgain = (record: Decision, world: DecisionWorld, ask: Asker): Promise<Decision> => {
  const { input } = record
  return isAsked(input) ? decideList({ ...record, input }, world, ask) : decideSlot(record, world, ask)
}

/**
 * Makes a recorded choice again, by the same code, from the record's input. Its cost is never compared.
 * @param ask from the record's answers, unless plugins are to be asked again
 */
export const replayDecision = async (
  record: Decision,
  world: ReplayWorld,
  ask: Asker = playBack(record),
): Promise<Replayed> => {
  const differences: string[] = []
  const compare = (part: string, recorded: unknown, replayed: unknown): void => {
    if (canonicalJson(recorded) !== canonicalJson(replayed))
      differences.push(`${part}: recorded ${short(recorded)}, replayed ${short(replayed)}`)
  }

  const again = await decideAgain(record, { ...world, reasonsOf: world.reasonsOf ?? (() => undefined) }, ask)
  compare('input.catalogue', record.input.catalogue, world.catalogue.version)
  compare('user', record.user, again.user)
  compare('at', record.at, again.at)
  const parts = new Set([...Object.keys(record.result), ...Object.keys(again.result)]) as Set<keyof DecisionResult>
  for (const part of parts) compare(`result.${part}`, record.result[part], again.result[part])
  compare('answers', withoutTimes(record.answers), withoutTimes(again.answers))
  compare('digest', record.digest, again.digest)
  if (world.reasonsOf !== undefined) compare('why', record.why, again.why)
  return { same: differences.length === 0, differences }
}
