import type { TenantContext } from '../../contract/context.ts'
import type { Decision } from '../../contract/decision.ts'
import type { FlowDeps } from './flow-deps.ts'
import type { createRecords } from './records.ts'

/** The latest questions that are looked at, and how much of a user's stream after each. */
const mostQuestions = 500
const questionsPerRead = 20
/** Where few decisions are lists, it is not looked for them for ever. */
const mostReads = 40
const entriesAfter = 200

/** What a user's word for an answer is worth, as search is judged. */
const gradeOf = { helpful: 2, followed: 1, opened: 1 } as const
const isPraise = (action: string): action is keyof typeof gradeOf => Object.hasOwn(gradeOf, action)

export interface AskedQuestion {
  readonly user: string
  readonly query: string
  readonly locale: string | null
  /** By content key: what the user opened, followed or called helpful. */
  readonly grades: ReadonlyMap<string, number>
}

/** Questions that a tenant's users asked, newest first, with what they then opened or called helpful. Those of erased users are not among them. */
export const createRecordedQuestions = (
  { index, streams }: Pick<FlowDeps, 'index' | 'streams'>,
  records: Pick<ReturnType<typeof createRecords>, 'at'>,
) => {
  const judged = async (context: TenantContext, record: Decision, seq: number): Promise<AskedQuestion | undefined> => {
    const { query } = record.input.ask ?? { query: null }
    const list = record.result.list ?? []
    if (query === null || list.length === 0) return undefined
    const grades = new Map<string, number>()
    for (const entry of await streams.entries(context, record.user, { after: seq, limit: entriesAfter })) {
      if (entry.kind !== 'message' || entry.body.message.kind !== 'feedback') continue
      const { message } = entry.body
      if (message.decision !== record.id || !isPraise(message.action)) continue
      // Said of no answer in particular it is said of the one that was alone.
      const content = message.content ?? (list.length === 1 ? list[0]?.content : undefined)
      if (content !== undefined && list.some((listed) => listed.content === content))
        grades.set(content, Math.max(grades.get(content) ?? 0, gradeOf[message.action]))
    }
    return grades.size === 0 ? undefined : { user: record.user, query, locale: record.input.session.locale, grades }
  }

  return async (context: TenantContext): Promise<readonly AskedQuestion[]> => {
    const found: AskedQuestion[] = []
    let looked = 0
    let cursor: string | undefined
    for (let reads = 0; reads < mostReads && looked < mostQuestions; reads++) {
      const page = await index.search(context, { slot: 'list', limit: questionsPerRead, cursor })
      for (const place of page.decisions) {
        looked += 1
        const record = await records.at(context, place)
        const question = record && (await judged(context, record, place.seq))
        if (question !== undefined) found.push(question)
      }
      if (page.next === null) break
      cursor = page.next
    }
    return found
  }
}
