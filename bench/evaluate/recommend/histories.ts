import { z } from 'zod'
import { EvaluationRefused } from '../evaluation-refused.ts'
import { readJsonLines } from '../read-json-lines.ts'

const id = z.union([z.string().min(1), z.number().transform(String)])
const history = z.object({ user: id, items: z.array(id).min(1) })

/** What one user did, oldest first. */
export type History = z.infer<typeof history>

/** @throws {EvaluationRefused} */
export const readHistories = (file: string): readonly History[] => {
  const users = new Set<string>()
  return readJsonLines<History>(file, history).map(({ value, place }) => {
    if (users.has(value.user)) throw new EvaluationRefused(`${place}: the user ${value.user} has a history already`)
    users.add(value.user)
    return value
  })
}
