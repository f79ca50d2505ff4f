import type { CompiledCatalogue } from '../../contract/compiled-catalogue.ts'
import type { Survey } from '../../contract/content.ts'
import { limits } from '../../contract/limits.ts'
import type { MessageOf } from '../../contract/messages.ts'
import type { Properties, TraitValue } from '../../contract/names.ts'
import type { Session } from '../../contract/session.ts'
import { faultInAnswers, type SurveyAnswer, type SurveyAnswers } from '../../contract/survey-answers.ts'
import { finish } from './finish.ts'
import { mergeTraits } from './merge-traits.ts'
import { own, put } from './named-map.ts'
import { surveyGiven } from './survey-given.ts'

/** As much of a text as a session, or a trait, remembers; the whole stands in the stream. */
const remembered = (answer: SurveyAnswer): SurveyAnswer =>
  typeof answer === 'string' ? answer.slice(0, limits.propertyTextLength) : answer

const traitsFrom = ({ questions }: Survey, answers: SurveyAnswers): Readonly<Record<string, TraitValue>> =>
  Object.fromEntries(
    questions.flatMap(({ id, setsTrait }) => {
      const answer = own(answers, id)
      return setsTrait === undefined || answer === undefined ? [] : [[setsTrait, remembered(answer)]]
    }),
  )

/** What somebody wrote in their own words is no property of an event: it stands with their answers alone. */
const eventOf = ({ key }: Survey, { id, kind }: Survey['questions'][number], answer: SurveyAnswer): Properties => ({
  survey: key,
  question: id,
  ...(kind === 'text' ? {} : { answer: Array.isArray(answer) ? answer.join(',') : answer }),
})

/**
 * The answers to a survey: remembered, brought into the traits that they set (as the page's word), and the survey is over. A second message
 * under the same decision changes nothing.
 * @returns with one event for each question that was answered
 */
export const foldSurvey = (
  session: Session,
  { decision, answers }: MessageOf<'survey'>,
  at: number,
  catalogue: CompiledCatalogue | undefined,
): { readonly session: Session; readonly events: readonly Properties[] } => {
  const given = surveyGiven(session, decision, catalogue)
  if (given === undefined || faultInAnswers(given.survey, answers) !== null) return { session, events: [] }
  const { survey, version } = given
  const surveys = session.surveys ?? {}
  if (own(surveys, survey.key)?.decision === decision) return { session, events: [] }
  const kept = Object.fromEntries(Object.entries(answers).map(([question, answer]) => [question, remembered(answer)]))
  const answered: Session = {
    ...session,
    surveys: put(surveys, survey.key, { decision, version, at, answers: kept }, limits.sessionSurveys, (one) => one.at),
    traits: mergeTraits(session.traits, 'claimed', traitsFrom(survey, answers)),
  }
  return {
    session: finish(answered, survey.key, at),
    events: survey.questions.flatMap((question) => {
      const answer = own(answers, question.id)
      return answer === undefined ? [] : [eventOf(survey, question, answer)]
    }),
  }
}
