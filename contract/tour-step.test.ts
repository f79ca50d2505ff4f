import { expect, test } from 'vitest'
import { content } from './content.ts'
import { limits } from './limits.ts'

const tour = (...steps: readonly object[]) => ({ kind: 'tour', key: 'round', title: 'Round', steps })
const one = { id: 'one', title: 'One' }
const two = { id: 'two', title: 'Two' }
const choices = [
  { id: 'yes', label: 'Yes' },
  { id: 'no', label: 'No' },
]
const problem = (input: object) => content.safeParse(input).error?.issues[0]?.message

test('a tour of steps that say no more than a title is one', () => {
  expect(problem(tour(one, two))).toBeUndefined()
  expect(content.parse(tour(one))).toMatchObject({ steps: [{ advance: { on: 'next' }, placement: 'bottom' }] })
})

test.each([
  ['two steps of one id', tour(one, one), 'step ids must differ'],
  [
    'a branch to nowhere',
    tour({ ...one, branches: [{ to: 'three' }] }, two),
    'a branch leads to a step that is not there',
  ],
  [
    'an answer to no question',
    tour({ ...one, branches: [{ answer: 'yes', to: 'two' }] }, two),
    'a branch names an answer that is not among the choices',
  ],
  [
    'a click on nothing',
    tour({ ...one, advance: { on: 'click' } }),
    'a step that ends with a click or an input needs an anchor',
  ],
  [
    'a choice that a click ends',
    tour({ ...one, anchor: { hook: 'a' }, advance: { on: 'click' }, choices }),
    'a step with choices ends with one of them, and with nothing else',
  ],
  ['two choices of one id', tour({ ...one, choices: [choices[0], choices[0]] }), 'the ids of choices must differ'],
  ['a step that is called "end"', tour({ ...one, id: 'end' }), 'a step cannot be called "end"'],
])('a tour with %s is refused, and the reason is said', (_, input, reason) => {
  expect(problem(input)).toBe(reason)
})

test('a branch may lead to the end, or back', () => {
  expect(
    problem(
      tour(one, {
        ...two,
        choices,
        branches: [
          { answer: 'yes', to: 'end' },
          { answer: 'no', to: 'one' },
        ],
      }),
    ),
  ).toBeUndefined()
})

test('a tour has a bounded number of steps', () => {
  const steps = Array.from({ length: limits.tourSteps + 1 }, (_, index) => ({ id: `s${index}`, title: 'S' }))
  expect(problem(tour(...steps))).toBeDefined()
  expect(problem(tour(...steps.slice(1)))).toBeUndefined()
})

test.each(['javascript:alert(1)', 'http://plain.example/a.png', '//a.example/a.png', 'https://a b'])(
  'media from %s are refused',
  (url) => {
    const media = { kind: 'image', url, alt: 'A board', width: 640, height: 360 }
    const modal = { kind: 'modal', key: 'news', title: 'News', body: 'So' }
    expect(problem({ ...modal, media })).toBeDefined()
    expect(problem({ ...modal, media: { ...media, url: 'https://cdn.example/a.png' } })).toBeUndefined()
  },
)

test('a button of content leads somewhere, runs what the page has, or shows other content: one of them', () => {
  const modal = (action: object) => problem({ kind: 'modal', key: 'news', title: 'News', body: 'So', action })
  for (const action of [
    { label: 'Go', url: '/plans' },
    { label: 'Go', run: 'invite_teammates', params: { role: 'editor', seats: 2 } },
    { label: 'Go', start: 'round' },
  ])
    expect(modal(action)).toBeUndefined()
  expect(modal({ label: 'Go', url: '/plans', start: 'round' })).toBeDefined()
  expect(modal({ label: 'Go', run: 'Invite!' })).toBeDefined()
  expect(modal({ label: 'Go', run: 'invite', params: { nested: {} } })).toBeDefined()
})
