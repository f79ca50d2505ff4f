import type { CompiledCatalogue } from '../../contract/compiled-catalogue.ts'
import type { Survey } from '../../contract/content.ts'
import type { Session } from '../../contract/session.ts'
import { givenUnder } from './standing.ts'

/** The survey that the user was given under a decision, in that version; where it has been replaced since, in the one that stands now. */
export const surveyGiven = (
  session: Session,
  decision: string,
  catalogue: CompiledCatalogue | undefined,
): { readonly survey: Survey; readonly version: string } | undefined => {
  const given = givenUnder(session, decision)
  if (given === undefined) return undefined
  const item = catalogue?.byVersion.get(given.version ?? '') ?? catalogue?.byKey.get(given.content)
  return item?.content.kind === 'survey' ? { survey: item.content, version: item.version } : undefined
}
