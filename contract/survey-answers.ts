import { z } from 'zod'
import type { Survey } from './content.ts'
import { limits } from './limits.ts'
import { contentKey } from './names.ts'
import type { SurveyQuestion } from './survey-question.ts'

/** A number of a scale, the id of a choice or a text, or the ids of several choices. */
export const surveyAnswer = z.union([
  z.number().int().min(0).max(10),
  z.string().min(1).max(limits.surveyTextLength),
  z.array(contentKey).min(1).max(limits.surveyChoices),
])
export type SurveyAnswer = z.infer<typeof surveyAnswer>

/** By question id. */
export const surveyAnswers = z
  .record(contentKey, surveyAnswer)
  .refine((answers) => Object.keys(answers).length <= limits.surveyQuestions, 'too many answers')
export type SurveyAnswers = z.infer<typeof surveyAnswers>

const isAnswer = (question: SurveyQuestion, answer: SurveyAnswer): boolean => {
  switch (question.kind) {
    case 'nps':
      return typeof answer === 'number'
    case 'rating':
      return typeof answer === 'number' && answer >= 1 && answer <= question.most
    case 'choice': {
      if (Array.isArray(answer) !== question.several) return false
      const chosen = Array.isArray(answer) ? answer : [answer]
      return (
        new Set(chosen).size === chosen.length && chosen.every((one) => question.choices.some(({ id }) => id === one))
      )
    }
    case 'text':
      return typeof answer === 'string' && answer.length <= question.maxLength
    default:
      return question satisfies never
  }
}

/** What is wrong with answers to this survey; null when nothing is. Names the question, never what was answered. */
export const faultInAnswers = ({ questions }: Survey, answers: SurveyAnswers): string | null => {
  for (const id of Object.keys(answers))
    if (!questions.some((question) => question.id === id)) return `answers.${id}: the survey has no such question`
  for (const question of questions) {
    const answer = Object.hasOwn(answers, question.id) ? answers[question.id] : undefined
    if (answer === undefined) {
      if (question.required) return `answers.${question.id}: this question wants an answer`
    } else if (!isAnswer(question, answer)) return `answers.${question.id}: not an answer to this question`
  }
  return null
}
