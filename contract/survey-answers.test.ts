import { expect, test } from 'vitest'
import { content } from './content.ts'
import { faultInAnswers, type SurveyAnswers, surveyAnswers } from './survey-answers.ts'

const choices = [
  { id: 'a', label: 'A' },
  { id: 'b', label: 'B' },
]
const survey = content.parse({
  kind: 'survey',
  key: 's',
  title: 'S',
  questions: [
    { id: 'nps', kind: 'nps', ask: 'How?' },
    { id: 'stars', kind: 'rating', ask: 'Stars?', most: 4, required: false },
    { id: 'one', kind: 'choice', ask: 'Which?', choices, required: false },
    { id: 'some', kind: 'choice', ask: 'Which?', choices, several: true, required: false },
    { id: 'why', kind: 'text', ask: 'Why?', maxLength: 10, required: false },
  ],
})
if (survey.kind !== 'survey') throw new Error('not a survey')

test.each<SurveyAnswers>([{ nps: 0 }, { nps: 10, stars: 4, one: 'b', some: ['a', 'b'], why: 'Because.' }])(
  '%j is taken',
  (answers) => {
    expect(surveyAnswers.safeParse(answers).success).toBe(true)
    expect(faultInAnswers(survey, answers)).toBeNull()
  },
)

test.each<[string, SurveyAnswers]>([
  ['what is required left out', { stars: 2 }],
  ['a question that is not there', { nps: 1, other: 1 }],
  ['a scale answered in words', { nps: 'nine' }],
  ['no star', { nps: 1, stars: 0 }],
  ['a star too many', { nps: 1, stars: 5 }],
  ['a choice that is not there', { nps: 1, one: 'c' }],
  ['several where one is wanted', { nps: 1, one: ['a', 'b'] }],
  ['one where several may be', { nps: 1, some: 'a' }],
  ['the same twice', { nps: 1, some: ['a', 'a'] }],
  ['one that is not there among several', { nps: 1, some: ['a', 'c'] }],
  ['a text too long', { nps: 1, why: 'x'.repeat(11) }],
])('%s is refused, and the question is named', (_, answers) => {
  expect(faultInAnswers(survey, answers)).toMatch(/^answers\.(nps|other|stars|one|some|why): /)
})

test.each([{ nps: 11 }, { nps: 1.5 }, { nps: null }, { 'not a key': 1 }, { why: 'x'.repeat(1_001) }])(
  '%j is no answer to anything',
  (answers) => {
    expect(surveyAnswers.safeParse(answers).success).toBe(false)
  },
)
