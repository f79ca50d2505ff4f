import { describe, expect, test } from 'vitest'
import { sampleCatalogue } from '../../../cli/plugin-check/sample-content.ts'
import { sampleNow, sampleSession } from '../../../cli/plugin-check/sample-session.ts'
import type { Catalogue, ContentInput } from '../../../contract/content.ts'
import type { Session } from '../../../contract/session.ts'
import nextStep from './index.ts'

const checklist = (key: string, priority: number, steps: readonly string[]): ContentInput => ({
  kind: 'checklist',
  key,
  priority,
  title: key,
  steps: steps.map((id) => ({
    id,
    title: { en: `Do ${id}`, de: `Mach ${id}` },
    completeOn: { event: `${id}_done`, where: { ok: true } },
  })),
})
const minor = checklist('minor', 10, ['a', 'b', 'c'])
const major = checklist('major', 90, ['x', 'y'])

const prepared = (catalogue: Catalogue) => {
  const index = nextStep.prepare?.(catalogue, nextStep.options.parse({}))
  if (index === undefined) throw new Error('it prepares')
  return index
}
const recommend = (
  session: Partial<Session>,
  contents: readonly ContentInput[] = [minor, major],
  options: object = {},
) => {
  const catalogue = sampleCatalogue(...contents)
  const parsed = nextStep.options.parse(options)
  return nextStep.recommend(
    {
      session: sampleSession(session),
      slot: 'checklist',
      eligible: catalogue.items.map(({ version }) => version),
      now: sampleNow,
      seed: 1,
      prepared: prepared(catalogue),
    },
    parsed,
  )
}
const done = (key: string, ...steps: readonly string[]): Pick<Session, 'progress'> => ({
  progress: {
    [key]: {
      steps: Object.fromEntries(steps.map((step) => [step, { at: 1, by: 'event' as const }])),
      collapsed: false,
    },
  },
})

describe('next-step', () => {
  test('a new user gets the most important checklist, with its first step as the reason', () => {
    expect(recommend({})[0]).toEqual({
      content: 'major@1',
      score: 90,
      evidence: [{ code: 'new-here', facts: { step: 'Do x' } }],
    })
  })

  test('a checklist in progress goes before a more important one that was not begun', () => {
    const [first, second] = recommend(done('minor', 'a'))
    expect(first).toMatchObject({
      content: 'minor@1',
      evidence: [{ code: 'in-progress', facts: { done: 1, total: 3, step: 'Do b' } }],
    })
    expect(second).toMatchObject({ content: 'major@1' })
  })

  test('the step is named in the language of the user', () => {
    expect(recommend({ ...done('minor', 'a'), locale: 'de-CH' })[0]?.evidence[0]).toMatchObject({
      facts: { step: 'Mach b' },
    })
  })

  test('of two in progress, importance decides before how far they are', () => {
    const { progress } = done('minor', 'a', 'b')
    expect(recommend({ progress: { ...progress, ...done('major', 'x').progress } })[0]).toMatchObject({
      content: 'major@1',
    })
  })

  test('of two equally important ones in progress, the one nearer its end goes first', () => {
    const { progress } = done('one', 'a')
    const both = { progress: { ...progress, ...done('two', 'a', 'b').progress } }
    const contents = [checklist('one', 50, ['a', 'b', 'c']), checklist('two', 50, ['a', 'b', 'c'])]
    expect(recommend(both, contents).map(({ content }) => content)).toEqual(['two@1', 'one@1'])
  })

  test('a complete checklist is not proposed', () => {
    expect(recommend(done('major', 'x', 'y')).map(({ content }) => content)).toEqual(['minor@1'])
  })

  test('what the user had done before the checklist was published counts', () => {
    const late: ContentInput = {
      kind: 'checklist',
      key: 'late',
      title: 'Late',
      steps: [
        { id: 'a', title: 'A', completeOn: { event: 'a_done' } },
        { id: 'b', title: 'B', completeOn: { event: 'b_done' } },
      ],
    }
    const events = { a_done: { count: 1, firstAt: 1, lastAt: 1 } }
    expect(recommend({ events }, [late])[0]?.evidence[0]).toEqual({
      code: 'in-progress',
      facts: { done: 1, total: 2, step: 'B' },
    })
  })

  test('a step for some roles only is never named as the next', () => {
    const mixed: ContentInput = {
      kind: 'checklist',
      key: 'mixed',
      title: 'Mixed',
      steps: [
        { id: 'admin', title: 'Admins', completeOn: { click: true }, audience: { 'traits.role': 'admin' } },
        { id: 'all', title: 'All', completeOn: { click: true } },
      ],
    }
    expect(recommend({}, [mixed])[0]?.evidence[0]).toMatchObject({ facts: { step: 'All' } })
    expect(recommend(done('mixed', 'all'), [mixed])[0]?.evidence).toEqual([{ code: 'nearly-done', facts: { done: 1 } }])
  })

  test('a user of long standing is not called new', () => {
    expect(recommend({ startedAt: sampleNow - 20 * 86_400_000 })[0]?.evidence[0]).toMatchObject({ code: 'not-begun' })
  })

  test('a team can spare its old users a checklist that they never began, not one in progress', () => {
    const old = { startedAt: sampleNow - 20 * 86_400_000 }
    expect(recommend(old, undefined, { onlyNewUsers: true })).toEqual([])
    expect(recommend({ ...old, ...done('minor', 'a') }, undefined, { onlyNewUsers: true })).toHaveLength(1)
  })

  test('only what targeting left is proposed, and nothing for another slot', () => {
    const catalogue = sampleCatalogue(minor, major)
    const options = nextStep.options.parse({})
    const input = {
      session: sampleSession(),
      now: sampleNow,
      seed: 1,
      prepared: prepared(catalogue),
    }
    const slot = 'checklist' as const
    expect(nextStep.recommend({ ...input, slot, eligible: ['minor@1', 'gone@1'] }, options)).toHaveLength(1)
    expect(nextStep.recommend({ ...input, slot: 'inline', eligible: ['minor@1'] }, options)).toEqual([])
  })
})

describe('steps that wait, and steps that may be left', () => {
  const planned: ContentInput = {
    kind: 'checklist',
    key: 'planned',
    title: 'Planned',
    steps: [
      { id: 'extra', title: 'Extra', completeOn: { click: true }, optional: true },
      { id: 'book', title: 'Book', completeOn: { click: true }, after: ['extra'] },
      { id: 'plan', title: 'Plan', completeOn: { click: true } },
    ],
  }
  test('the step that is named next is one that can be done, and must be where there is such a one', () => {
    expect(recommend({}, [planned])[0]?.evidence).toMatchObject([{ facts: { step: 'Plan' } }])
  })
  test('a checklist of which only optional steps are left is not proposed', () => {
    expect(recommend(done('planned', 'book', 'plan'), [planned])).toEqual([])
    expect(recommend(done('planned', 'extra', 'plan'), [planned])).toHaveLength(1)
  })
})

describe('a tour that was begun', () => {
  const round: ContentInput = {
    kind: 'tour',
    key: 'round',
    title: 'Round',
    steps: [
      { id: 'one', title: 'One' },
      { id: 'two', title: 'Two', page: '/reports/**' },
    ],
  }
  const at = (step: string, state: 'running' | 'left' | 'done', path: string): Partial<Session> => ({
    page: { path, at: sampleNow },
    tours: { round: { state, step, trail: [], answers: {}, startedAt: 1, at: 1 } },
  })
  const proposed = (session: Partial<Session>) => {
    const catalogue = sampleCatalogue(round)
    const options = nextStep.options.parse({})
    const question = { slot: 'overlay' as const, eligible: ['round@1'], now: sampleNow, seed: 1 }
    return nextStep.recommend({ ...question, session: sampleSession(session), prepared: prepared(catalogue) }, options)
  }

  test('goes on where its user is', () => {
    expect(proposed(at('two', 'running', '/reports/week'))).toMatchObject([
      { content: 'round@1', evidence: [{ code: 'tour-begun' }] },
    ])
    expect(proposed(at('one', 'running', '/anywhere'))).toHaveLength(1)
  })

  test.each([
    ['it goes on elsewhere', at('two', 'running', '/projects')],
    ['it was left', at('two', 'left', '/reports')],
    ['it was led to its end', at('two', 'done', '/reports')],
    ['it was never begun', { page: { path: '/reports', at: sampleNow } }],
  ])('stays away where %s', (_, session) => {
    expect(proposed(session)).toEqual([])
  })
})
