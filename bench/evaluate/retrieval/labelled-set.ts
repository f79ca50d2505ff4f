import { z } from 'zod'
import type { Grades } from '../../../search/metrics.ts'
import { EvaluationRefused } from '../evaluation-refused.ts'
import { type Line, readJsonLines } from '../read-json-lines.ts'

const id = z.union([z.string().min(1), z.number().transform(String)])
const document = z.object({ id, title: z.string().default(''), text: z.string().default('') })
const query = z.object({ id, text: z.string().min(1) })
const judgement = z.object({ query: id, document: id, grade: z.number() })

export type LabelledDocument = z.infer<typeof document>

/** Documents, and queries with what is relevant to them. */
export interface LabelledSet {
  readonly documents: readonly LabelledDocument[]
  readonly queries: readonly { readonly id: string; readonly text: string; readonly grades: Grades }[]
  /** Queries that nothing is relevant to: they measure nothing and are left out. */
  readonly unjudged: number
}

const distinct = <T extends { readonly id: string }>(lines: readonly Line<T>[]): ReadonlyMap<string, T> => {
  const byId = new Map<string, T>()
  for (const { value, place } of lines) {
    if (byId.has(value.id)) throw new EvaluationRefused(`${place}: the id ${value.id} has been used before`)
    byId.set(value.id, value)
  }
  return byId
}

/** Reads documents, queries and relevance. A grade of 0 or below says "not relevant". @throws {EvaluationRefused} */
export const readLabelledSet = (files: { documents: string; queries: string; relevance: string }): LabelledSet => {
  const documents = distinct(readJsonLines<LabelledDocument>(files.documents, document))
  const queries = distinct(readJsonLines<z.infer<typeof query>>(files.queries, query))
  const grades = new Map<string, Map<string, number>>([...queries.keys()].map((one) => [one, new Map()]))
  const judged = new Set<string>()
  for (const { value, place } of readJsonLines<z.infer<typeof judgement>>(files.relevance, judgement)) {
    const ofQuery = grades.get(value.query)
    if (ofQuery === undefined) throw new EvaluationRefused(`${place}: there is no query ${value.query}`)
    if (!documents.has(value.document)) throw new EvaluationRefused(`${place}: there is no document ${value.document}`)
    const pair = JSON.stringify([value.query, value.document])
    if (judged.has(pair)) throw new EvaluationRefused(`${place}: this pair has been graded before`)
    judged.add(pair)
    if (value.grade > 0) ofQuery.set(value.document, value.grade)
  }
  const all = [...queries.values()].map((one) => ({ ...one, grades: grades.get(one.id) ?? new Map() }))
  const withAnswers = all.filter((one) => one.grades.size > 0)
  if (withAnswers.length === 0) throw new EvaluationRefused(`${files.relevance}: nothing is relevant to any query`)
  return { documents: [...documents.values()], queries: withAnswers, unjudged: all.length - withAnswers.length }
}
