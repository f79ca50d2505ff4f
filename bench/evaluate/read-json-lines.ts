import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { EvaluationRefused } from './evaluation-refused.ts'

/** One checked line, with where it stands: `queries.jsonl:12`. */
export interface Line<T> {
  readonly value: T
  readonly place: string
}

const problemOf = (issues: readonly z.core.$ZodIssue[]): string =>
  issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`))
    .join('; ')

/**
 * Reads a file of one JSON object a line; empty lines are passed over, fields that the schema does not name are ignored.
 * @throws {EvaluationRefused} naming file and line, for the first that does not fit
 */
export const readJsonLines = <T>(file: string, schema: z.ZodType<T>): readonly Line<T>[] => {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new EvaluationRefused(`${file}: cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`)
  }
  const lines: Line<T>[] = []
  text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .forEach((line, index) => {
      if (line.trim() === '') return
      const place = `${file}:${index + 1}`
      let value: unknown
      try {
        value = JSON.parse(line)
      } catch {
        throw new EvaluationRefused(`${place}: not valid JSON`)
      }
      const parsed = schema.safeParse(value)
      if (!parsed.success) throw new EvaluationRefused(`${place}: ${problemOf(parsed.error.issues)}`)
      lines.push({ value: parsed.data, place })
    })
  if (lines.length === 0) throw new EvaluationRefused(`${file}: holds no line`)
  return lines
}
