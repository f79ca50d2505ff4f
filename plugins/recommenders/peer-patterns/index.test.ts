import { describe, expect, test } from 'vitest'
import { sampleCatalogue } from '../../../cli/plugin-check/sample-content.ts'
import { sampleNow, sampleSession } from '../../../cli/plugin-check/sample-session.ts'
import type { ContentInput } from '../../../contract/content.ts'
import { type LearningExample, limits, type Session, type Suggestion } from '../../../contract/plugin.ts'
import { seededUnits } from '../../../contract/seeded-units.ts'
import plugin from './index.ts'
import type { PeerModel } from './peer-model.ts'

const day = 86_400_000
const options = plugin.options.parse({})
const learns = plugin.learns ?? expect.fail('it learns')

const checklist = (key: string, event: string, more: object = {}): ContentInput =>
  ({
    kind: 'checklist',
    key,
    title: key,
    steps: [{ id: 's', title: 's', completeOn: { event } }],
    ...more,
  }) as ContentInput
const tip = (key: string, more: object = {}): ContentInput =>
  ({
    kind: 'tip',
    key,
    title: key,
    body: 'x',
    anchor: { hook: 'h' },
    trigger: { page: '/**' },
    ...more,
  }) as ContentInput
const catalogue = sampleCatalogue(
  checklist('invite', 'invited', { topics: ['invite'] }),
  checklist('export', 'exported'),
  tip('invite-tip', { outcome: { event: 'invited' } }),
  tip('elsewhere', { outcome: { event: 'invited' }, trigger: { page: '/elsewhere' } }),
  tip('in-trouble', { outcome: { event: 'invited' }, trigger: { error: {} } }),
  tip('by-feature', { feature: 'sharing' }),
  {
    kind: 'playbook',
    key: 'roll-out',
    title: 'x',
    body: 'x',
    steps: [{ text: 'x' }],
    outcome: { event: 'invited' },
  } as ContentInput,
)
const features = {
  sharing: { requires: null, entitlement: null, entitledPlans: [], adoption: { event: 'invited', count: 1 } },
}
const prepared = plugin.prepare?.(catalogue, options) as NonNullable<ReturnType<NonNullable<typeof plugin.prepare>>>
const eligible = catalogue.items.map(({ version }) => version)

interface Who {
  readonly who: number
  readonly role?: string
  readonly weight?: number
  readonly at?: number
}
/** One user's events, in their order. */
const sequence = ({ who, role, weight = 1, at = sampleNow - day }: Who, ...names: string[]): LearningExample[] =>
  names.map((name, place) => ({
    kind: 'event',
    name,
    at: at + place * 1_000,
    previous: names.slice(Math.max(0, place - 2), place),
    first: !names.slice(0, place).includes(name),
    before: names.slice(0, place).reverse(),
    role: role ?? null,
    weight,
    who,
  }))
const people = (count: number, make: (who: number) => readonly LearningExample[]): readonly LearningExample[] =>
  Array.from({ length: count }, (_, who) => make(who)).flat()
const learnt = (examples: readonly LearningExample[], from: PeerModel = learns.initial(options)): PeerModel => {
  const model = examples.reduce((known, example) => learns.learn(known, example, options), from)
  return learns.refresh?.(model, options) ?? model
}

const having = (names: readonly string[], more: Partial<Session> = {}): Session =>
  sampleSession({
    kind: 'user',
    page: { path: '/start', at: sampleNow },
    events: Object.fromEntries(
      names.map((name, place) => [name, { count: 1, firstAt: sampleNow + place, lastAt: sampleNow + place }]),
    ),
    doings: {
      last: names.map((name, place) => ({ seq: place + 1, at: sampleNow, kind: 'event' as const, name })),
      heard: { weight: 0, at: 0 },
    },
    ...more,
  })
const ask = (
  model: PeerModel,
  session: Session,
  slot: 'checklist' | 'inline' | 'list' = 'checklist',
  more: {
    prior?: readonly Suggestion[]
    now?: number
    features?: typeof features
    ask?: { query: string | null }
  } = {},
) => {
  const kinds = { checklist: ['checklist'], inline: ['tip'], list: ['playbook'] }[slot]
  const here = catalogue.items.filter(({ content }) => kinds.includes(content.kind)).map(({ version }) => version)
  return plugin.recommend({ session, slot, eligible: here, now: sampleNow, seed: 1, prepared, model, ...more }, options)
}
const keysOf = (proposals: ReturnType<typeof ask>) => proposals.map(({ content }) => content.split('@')[0])

const inviters = people(12, (who) => sequence({ who }, 'imported', 'invited'))

describe('what people did next', () => {
  test('is proposed to who has just done the same, and the reason says how many did it, of whom, after what', () => {
    const [proposal, ...others] = ask(learnt(inviters), having(['imported']))
    expect(others).toEqual([])
    expect(proposal).toMatchObject({
      content: 'invite@1',
      evidence: [{ code: 'peers-next', facts: { people: 12, after: 'imported', next: 'invited' } }],
    })
    expect(proposal?.score).toBeGreaterThan(100.7)
  })

  test('is proposed by nobody who did something else, and to nobody who has done it', () => {
    const model = learnt(inviters)
    expect(ask(model, having(['exported']))).toEqual([])
    expect(ask(model, having(['invited', 'imported']))).toEqual([])
    expect(ask(model, having([]))).toEqual([])
  })

  test('with two events before it says more than with one', () => {
    const examples = [
      ...people(10, (who) => sequence({ who }, 'searched', 'imported', 'invited')),
      ...people(20, (who) => sequence({ who: 20 + who }, 'opened', 'imported', 'exported')),
    ]
    expect(keysOf(ask(learnt(examples), having(['opened', 'imported'])))[0]).toBe('export')
    const [first] = ask(learnt(examples), having(['searched', 'imported']))
    expect(first).toMatchObject({ content: 'invite@1', evidence: [{ facts: { after: 'searched, imported' } }] })
  })

  test('is told of colleagues in the same role where those do otherwise than everybody', () => {
    const examples = [
      ...people(8, (who) => sequence({ who, role: 'admin' }, 'imported', 'invited')),
      ...people(30, (who) => sequence({ who: 8 + who, role: 'editor' }, 'imported', 'exported')),
    ]
    const asRole = (role: string) => having(['imported'], { traits: { verified: { role }, claimed: {} } })
    expect(ask(learnt(examples), asRole('admin'))[0]).toMatchObject({
      content: 'invite@1',
      evidence: [{ code: 'role-next', facts: { role: 'admin', people: 8 } }],
    })
    expect(keysOf(ask(learnt(examples), asRole('editor')))[0]).toBe('export')
  })

  test('reaches tips by their outcome and their feature where they can stand, and none that waits for trouble', () => {
    const model = learnt(inviters)
    expect(keysOf(ask(model, having(['imported']), 'inline'))).toEqual(['invite-tip'])
    expect(keysOf(ask(model, having(['imported']), 'inline', { features })).sort()).toEqual([
      'by-feature',
      'invite-tip',
    ])
    const there = having(['imported'], { page: { path: '/elsewhere', at: sampleNow } })
    expect(keysOf(ask(model, there, 'inline')).sort()).toEqual(['elsewhere', 'invite-tip'])
  })

  test('reaches content by the name of an outcome too, and nothing that comes only when it is asked for', () => {
    const named = (key: string, more: object) =>
      ({
        kind: 'modal',
        key,
        title: key,
        body: 'x',
        outcome: 'grown',
        ...more,
      }) as ContentInput
    const others = sampleCatalogue(named('waits', { trigger: { page: '/start' } }), named('on-demand', {}))
    const proposals = plugin.recommend(
      {
        session: having(['imported']),
        slot: 'overlay',
        eligible: others.items.map(({ version }) => version),
        now: sampleNow,
        seed: 1,
        outcomes: { grown: { event: 'invited', withinDays: 7, value: 1 } },
        prepared: plugin.prepare?.(others, options) as typeof prepared,
        model: learnt(inviters),
      },
      options,
    )
    expect(keysOf(proposals)).toEqual(['waits'])
  })

  test('is suggested in lists to who asks for nothing in particular, and is no answer to a question', () => {
    const model = learnt(inviters)
    expect(keysOf(ask(model, having(['imported']), 'list', { ask: { query: null } }))).toEqual(['roll-out'])
    expect(ask(model, having(['imported']), 'list', { ask: { query: 'invite' } })).toEqual([])
  })

  test('is also content that people went through with, or that reached what it is for', () => {
    const finished = (kind: 'completed' | 'reached') =>
      people(9, (who) => [
        ...sequence({ who }, 'imported'),
        { ...(sequence({ who }, 'imported', 'x')[1] as LearningExample), kind, name: 'export', first: true },
      ])
    for (const kind of ['completed', 'reached'] as const)
      expect(ask(learnt(finished(kind)), having(['imported']))[0]).toMatchObject({
        content: 'export@1',
        evidence: [{ code: 'peers-finished', facts: { people: 9, after: 'imported' } }],
      })
  })

  test('leaves a checklist alone that was begun: whoever shows its next step knows better', () => {
    const begun = { invite: { steps: { s: { at: 1, by: 'said' as const } }, collapsed: false } }
    expect(ask(learnt(inviters), having(['imported'], { progress: begun }))).toEqual([])
  })

  test('speaks up on its own only where enough of those people did it; a list is just ordered by it', () => {
    const rarely = people(64, (who) => sequence({ who }, 'imported', who % 12 === 0 ? 'invited' : `own way ${who % 7}`))
    const model = learnt(rarely)
    expect(ask(model, having(['imported']))).toEqual([])
    expect(keysOf(ask(model, having(['imported']), 'list', { ask: { query: null } }))).toEqual(['roll-out'])
  })

  test('is nothing to who refuses personalisation', () => {
    const refused = having(['imported'], { consent: { analytics: true, personalisation: false, at: 1 } })
    expect(ask(learnt(inviters), refused)).toEqual([])
  })

  test('is forgotten when nobody does it any more', () => {
    expect(ask(learnt(inviters), having(['imported']), 'checklist', { now: sampleNow + 70 * day })).toEqual([])
  })
})

describe('nobody', () => {
  test('can be recognised: what fewer than five people did is neither used nor told', () => {
    expect(ask(learnt(people(4, (who) => sequence({ who }, 'imported', 'invited'))), having(['imported']))).toEqual([])
    expect(
      ask(learnt(people(5, (who) => sequence({ who }, 'imported', 'invited'))), having(['imported'])),
    ).toHaveLength(1)
    // Nor by their role.
    const examples = people(20, (who) => sequence({ who, role: who < 4 ? 'owner' : 'editor' }, 'imported', 'invited'))
    const owner = having(['imported'], { traits: { verified: { role: 'owner' }, claimed: {} } })
    expect(ask(learnt(examples), owner)[0]?.evidence[0]?.code).toBe('peers-next')
  })

  test('steers by flooding: what one user makes up, heard as loudly as can be, changes no proposal to others', () => {
    const honest = [
      ...people(12, (who) => sequence({ who }, 'imported', 'invited')),
      ...people(6, (who) => sequence({ who: 20 + who }, 'imported', 'exported')),
    ]
    const before = ask(learnt(honest), having(['imported']))
    const flood = Array.from({ length: 200 }, (_, time) => [
      ...sequence({ who: 50, at: sampleNow - day + time * 10_000 }, 'imported', 'exported'),
      ...sequence({ who: 50, at: sampleNow - day + time * 10_000 + 5_000 }, 'imported', `fake ${time}`),
    ]).flat()
    const flooded = ask(learnt(flood, learnt(honest)), having(['imported']))
    expect(keysOf(flooded)).toEqual(keysOf(before))
    expect(keysOf(flooded)).toEqual(['invite', 'export'])
    for (const [place, { score }] of flooded.entries())
      expect(Math.abs(score - (before[place]?.score ?? 0))).toBeLessThan(0.15)
    // Alone, it teaches nobody anything.
    expect(ask(learnt(flood), having(['imported']))).toEqual([])
  })
})

describe('with more history', () => {
  const [one, two] = [
    ['opened', 'searched', 'mapped', 'imported', 'invited'],
    ['opened', 'searched', 'filtered', 'printed', 'exported'],
  ] as const
  // In any order: nothing follows anything, and still it goes together.
  const unit = seededUnits(5)
  const shuffled = (names: readonly string[]) =>
    names
      .map((name) => [unit(), name] as const)
      .sort()
      .map(([, name]) => name)
  const examples = people(40, (who) => sequence({ who }, ...shuffled(who % 2 === 0 ? one : two)))

  test('what goes with all of it is proposed, and the reason names what speaks for it most', () => {
    const session = having(['opened', 'mapped', 'imported'], { doings: { last: [], heard: { weight: 0, at: 0 } } })
    const [first, ...others] = ask(learnt(examples), session)
    expect(others).toEqual([])
    expect(first).toMatchObject({ content: 'invite@1', evidence: [{ code: 'peers-also', facts: { next: 'invited' } }] })
    expect(['mapped', 'imported']).toContain(first?.evidence[0]?.facts?.after)
    expect(first?.evidence[0]?.facts?.people).toBeGreaterThanOrEqual(5)
  })

  test('of fewer people than may be told nothing is told', () => {
    const few = people(8, (who) => sequence({ who }, ...shuffled(who % 2 === 0 ? one : two)))
    const session = having(['opened', 'mapped', 'imported'], { doings: { last: [], heard: { weight: 0, at: 0 } } })
    expect(ask(learnt(few), session)).toEqual([])
  })
})

describe('before anything is known', () => {
  const admin = having([], { traits: { verified: { role: 'admin' }, claimed: {} } })
  const team: Suggestion[] = [{ role: 'admin', suggest: [{ content: 'export' }, { topic: 'invite' }], strength: 10 }]

  test('what the team suggests to a role is proposed in its order, and said to be a suggestion of the team', () => {
    const proposals = ask(learnt([]), admin, 'checklist', { prior: team })
    expect(keysOf(proposals)).toEqual(['export', 'invite'])
    expect(proposals[0]?.evidence).toEqual([{ code: 'team-suggests-role', facts: { role: 'admin' } }])
    expect(ask(learnt([]), having([]), 'checklist', { prior: team })).toEqual([])
  })

  test('so many people as the suggestion is strong outweigh it, few do not, and both are said', () => {
    const withPeople = (count: number) =>
      ask(
        learnt(people(count, (who) => sequence({ who }, 'imported', 'invited'))),
        having(['imported'], { traits: admin.traits }),
        'checklist',
        { prior: team },
      )
    expect(keysOf(withPeople(7))).toEqual(['export', 'invite'])
    expect(withPeople(7)[1]?.evidence.map(({ code }) => code)).toEqual(['peers-next', 'team-suggests-role'])
    expect(keysOf(withPeople(40))).toEqual(['invite', 'export'])
  })

  test('a suggestion for a goal goes to who has it', () => {
    const prior: Suggestion[] = [{ goal: 'sharing', suggest: [{ content: 'export' }], strength: 10 }]
    const assessed = { maturity: 'regular', goals: ['sharing'] } as unknown as NonNullable<Session['assessed']>
    expect(ask(learnt([]), having([], { assessed }), 'checklist', { prior })[0]?.evidence).toEqual([
      { code: 'team-suggests-goal', facts: { goal: 'sharing' } },
    ])
    expect(ask(learnt([]), having([]), 'checklist', { prior })).toEqual([])
  })

  test('what is usual is proposed where the team has said nothing, is said to be no more than that, and brings up no tip', () => {
    expect(ask(learnt([]), admin)).toMatchObject([{ content: 'invite@1', evidence: [{ code: 'usual-start' }] }])
    expect(ask(learnt([]), admin, 'inline')).toEqual([])
    expect(ask(learnt([]), admin, 'checklist', { prior: team })[1]?.evidence[0]?.code).toBe('team-suggests-role')
  })
})

describe('what is learnt', () => {
  test('stays within its bounds, whatever people do', () => {
    const long = (name: string, who: number) => `${name} ${who} `.padEnd(64, 'x')
    let model = learns.initial(options)
    for (let who = 0; who < 400; who++)
      for (const example of sequence(
        { who: who % limits.exampleVoices, role: `role ${who % 9}`.padEnd(64, 'y') },
        ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => long(name, (who * 7) % 90)),
      ))
        model = learns.learn(model, example, options)
    model = learns.refresh?.(model, options) ?? model
    expect(JSON.stringify(model).length).toBeLessThan(limits.learnedModelLength)
    expect(Object.keys(model.situations).length).toBeLessThanOrEqual(200)
    expect(Object.keys(model.items).length).toBeLessThanOrEqual(60)
  })

  test('is plain: what went through JSON learns on as what did not', () => {
    const [first, second] = [inviters.slice(0, 10), inviters.slice(10)]
    const there = learnt(second, JSON.parse(JSON.stringify(learnt(first))))
    expect(there).toEqual(learnt(second, learnt(first)))
  })

  test('of what many do is kept when one user makes up names without end', () => {
    const flood = Array.from({ length: 500 }, (_, time) =>
      sequence({ who: 60, at: sampleNow - day / 2 + time * 9_000 }, `fake ${time}`, `more ${time}`),
    ).flat()
    const model = learnt(flood, learnt(inviters))
    expect(ask(model, having(['imported']))[0]).toMatchObject({ content: 'invite@1' })
    expect(Object.keys(model.items)).toEqual(expect.arrayContaining(['event imported', 'event invited']))
  })
})

test('only what is eligible is proposed', () => {
  expect(eligible.length).toBeGreaterThan(0)
  const model = learnt(inviters)
  const session = having(['imported'])
  expect(
    plugin.recommend({ session, slot: 'checklist', eligible: [], now: sampleNow, seed: 1, prepared, model }, options),
  ).toEqual([])
})
