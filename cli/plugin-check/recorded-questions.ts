import { z } from 'zod'
import { slots } from '../../contract/content.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { Candidate, Catalogue, Session } from '../../contract/plugin.ts'
import type { Questions } from './questions.ts'
import { emptyCatalogue } from './sample-inputs.ts'

/** What is needed of a decision record; the rest of it is left unread. */
const recordLine = z.object({
  id: z.string(),
  input: z.object({
    slot: z.enum(slots),
    session: z.looseObject({ user: z.string(), startedAt: z.number() }),
    now: z.number(),
    seed: z.number(),
  }),
  result: z.object({
    eligible: z.array(z.string()),
    candidates: z.array(z.looseObject({ content: z.string(), key: z.string() })),
  }),
})
const catalogueLine = z.object({ catalogue: z.looseObject({ version: z.string(), items: z.array(z.looseObject({})) }) })

/** A line that is neither a record nor a catalogue. */
export class UnreadableLineError extends Error {}

/**
 * What real users were decided for, as `cairn decisions USER --json` writes it: the catalogue, then one record in each line.
 * @throws {UnreadableLineError} naming the line
 */
export const readRecordedQuestions = (text: string): Questions => {
  let catalogue: Catalogue = emptyCatalogue
  const records: z.infer<typeof recordLine>[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch {
      throw new UnreadableLineError(`line ${index + 1} is no JSON`)
    }
    const given = catalogueLine.safeParse(value)
    const record = recordLine.safeParse(value)
    if (given.success) catalogue = given.data.catalogue as unknown as Catalogue
    else if (record.success) records.push(record.data)
    else
      throw new UnreadableLineError(
        `line ${index + 1} is neither a decision nor a catalogue: ${record.error.issues[0]?.path.join('.')}`,
      )
  }
  const asked = records.map(({ id, input, result }) => {
    // A record of an older version lacks what sessions hold since.
    const session = { ...emptySession(input.session.user, input.session.startedAt), ...input.session } as Session
    return { id, ...input, session, eligible: result.eligible, candidates: result.candidates as unknown as Candidate[] }
  })
  return {
    recommend: asked.map(({ id, session, slot, now, seed, eligible }) => ({
      title: `the recorded decision ${id}`,
      catalogue,
      input: { session, slot, now, seed, eligible },
    })),
    check: (phase) =>
      asked.flatMap(({ id, session, now, candidates }) =>
        candidates.map((candidate) => ({
          title: `the recorded decision ${id}, ${candidate.key}`,
          input: {
            candidate,
            session,
            now,
            settings: { consent: 'implied' as const },
            ...(phase === 'content' ? { text: { title: candidate.key, body: '', others: [], variants: {} } } : {}),
          },
        })),
      ),
  }
}
