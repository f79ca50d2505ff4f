import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Catalogue, type ContentInput, content } from '../contract/content.ts'
import { emptySession } from '../contract/empty-session.ts'
import type { Evidence, Guardrail, LearningExample, Plugin, Recommender, Suggestion } from '../contract/plugin.ts'
import type { Session } from '../contract/session.ts'
import { explain } from '../server/decision/explain.ts'

const now = 1_790_000_000_000
const hour = 3_600_000
const day = 24 * hour

/** Two like each other, so that none of it is a word that everything holds. */
const authored: ContentInput[] = [
  {
    kind: 'checklist',
    key: 'begin',
    title: 'Begin',
    steps: [
      { id: 'one', title: 'First', completeOn: { event: 'one_done' } },
      { id: 'two', title: 'Second', completeOn: { event: 'two_done' } },
      { id: 'three', title: 'Third', completeOn: { event: 'three_done' }, audience: { 'verified.role': 'admin' } },
    ],
  },
  ...(
    [
      ['once', { event: { name: 'report_exported' } }],
      ['often', { event: { name: 'save_failed', count: 3 } }],
      ['daily', { event: { name: 'save_failed', count: 3, withinMs: 5 * hour } }],
      ['broken', { error: { count: 2 } }],
      ['paused', { idle: { seconds: 20 } }],
    ] as const
  ).map(
    ([key, trigger]) =>
      ({ kind: 'tip', key, title: key, body: 'So.', anchor: { hook: 'save' }, trigger }) satisfies ContentInput,
  ),
  {
    kind: 'article',
    key: 'exports',
    title: 'Report exported as a file',
    body: 'A report can be exported as a file of rows.',
    updatedAt: now - day,
  } as ContentInput,
  {
    kind: 'article',
    key: 'team',
    title: 'Inviting people',
    body: 'Colleagues join by mail.',
    updatedAt: now - day,
  } as ContentInput,
]
const catalogue: Catalogue = {
  version: 'v1',
  items: authored.map((item) => ({
    version: `${item.key}@1`,
    hash: '0',
    publishedAt: 0,
    content: content.parse(item),
  })),
}
const eligible = catalogue.items.map(({ version }) => version)

const old = emptySession('u1', now - 90 * day)
const tracked = (name: string, ...agos: number[]): Partial<Session> => ({
  events: { [name]: { count: agos.length, firstAt: now - Math.max(...agos), lastAt: now - Math.min(...agos) } },
  recent: agos.map((ago) => ({ at: now - ago, kind: 'track' as const, name, path: '/' })),
})
const done = (...steps: string[]): Partial<Session> => ({
  progress: {
    begin: { collapsed: false, steps: Object.fromEntries(steps.map((id) => [id, { at: now, by: 'event' as const }])) },
  },
})
/** What peers did, for those that learn: after an export they did the first step, or opened what is not here. */
const roles = ['admin', null] as const
const examples: readonly LearningExample[] = Array.from({ length: 40 }, (_, who) => who).flatMap((who) => {
  const common = { at: now - day, first: true, role: roles[who % 2] ?? null, weight: 1, who }
  // Of those without a role most do otherwise.
  const isAlike = who % 2 === 0 || who < 20
  const before = ['report_exported', 'shared', 'sorted', 'opened']
  return [
    ...['opened', 'sorted', 'shared'].map(
      (name, place) => ({ ...common, kind: 'event', name, previous: [], before: before.slice(4 - place) }) as const,
    ),
    { ...common, kind: 'event', name: 'report_exported', previous: [], before: before.slice(1) },
    { ...common, kind: 'event', name: isAlike ? 'one_done' : 'other', previous: ['report_exported'], before },
    { ...common, kind: 'completed', name: isAlike ? 'begin' : 'other', previous: ['save_failed'], before: [] },
  ] as const
})
const did = (...names: string[]): Partial<Session> => ({
  events: Object.fromEntries(names.map((name) => [name, { count: 1, firstAt: now, lastAt: now }])),
  doings: {
    last: names.map((name, place) => ({ seq: place + 1, at: now, kind: 'event' as const, name })),
    heard: { weight: 0, at: 0 },
  },
})
const asAdmin = { traits: { verified: { role: 'admin' }, claimed: {} } }
const prior: readonly Suggestion[] = [
  { role: 'editor', suggest: [{ content: 'begin' }], strength: 10 },
  { goal: 'reports', suggest: [{ content: 'begin' }], strength: 10 },
  { maturity: 'lapsing', suggest: [{ content: 'begin' }], strength: 10 },
]
const assessed = (more: object) =>
  ({ assessed: { maturity: 'regular', goals: [], ...more } }) as unknown as Partial<Session>

/** What users do, so that every reason with facts comes up. A plugin with another such reason adds what brings it about. */
const sessions: readonly Session[] = [
  emptySession('u1', now - hour),
  old,
  { ...old, ...done('one') },
  { ...old, ...done('one', 'two') },
  { ...old, ...tracked('report_exported', 60_000) },
  { ...old, ...tracked('save_failed', 60_000, 120_000, 180_000) },
  { ...old, ...tracked('save_failed', 2 * hour, 3 * hour, 4 * hour) },
  { ...old, errors: { 'Failed to fetch': { times: [now - 9_000, now - 1_000], path: '/' } } },
  { ...old, idle: { path: '/', seconds: 25 } },
  { ...old, page: { path: '/reports', at: now }, shown: { once: { exposures: 1, lastAt: now, dismissedAt: now } } },
  { ...old, consent: { analytics: true, personalisation: false, at: now } },
  { ...old, ...did('report_exported') },
  { ...old, ...did('report_exported'), ...asAdmin },
  { ...old, ...did('save_failed') },
  { ...old, ...did('save_failed'), ...asAdmin },
  { ...old, ...did('opened', 'sorted', 'shared') },
  { ...old, traits: { verified: { role: 'editor' }, claimed: {} } },
  { ...old, ...assessed({ goals: ['reports'] }) },
  { ...old, ...assessed({ maturity: 'lapsing' }) },
]
const questions = [undefined, { query: null }, { query: 'how is a report exported' }] as const

const nameOf = (template: string): string[] =>
  [...template.matchAll(/\{([a-z][A-Za-z0-9]{0,31})\}/g)].map(([, name]) => name as string)

/** What a plugin cannot be asked here (it needs more than a session and a catalogue), it does not say here. */
const asked = <T>(ask: () => readonly T[]): readonly T[] => {
  try {
    return ask()
  } catch {
    return []
  }
}

/** Everything that it says of anybody, each code with the facts that came with it. */
const drive = (plugin: Plugin): Evidence[] =>
  plugin.type === 'recommender' ? driveRecommender(plugin as Recommender) : driveGuardrail(plugin as Guardrail)

const driveRecommender = (plugin: Recommender): Evidence[] => {
  const options = plugin.options.parse({})
  const prepared = plugin.prepare?.(catalogue, options)
  const { learns } = plugin
  const learnt = examples.reduce<unknown>((model, one) => learns?.learn(model, one, options), learns?.initial(options))
  const model = learns?.refresh?.(learnt, options) ?? learnt
  return sessions.flatMap((session) =>
    (['checklist', 'inline', 'overlay', 'list'] as const).flatMap((slot) =>
      questions.flatMap((ask) => {
        const input = { session, slot, eligible, now, seed: 1, prepared, model, prior, ...(ask && { ask }) }
        return asked(() => plugin.recommend(input as Parameters<Recommender['recommend']>[0], options)).flatMap(
          ({ evidence }) => evidence.map(({ code, facts = {} }) => ({ code, facts })),
        )
      }),
    ),
  )
}

const driveGuardrail = (plugin: Guardrail): Evidence[] => {
  const options = plugin.options.parse({})
  return sessions.flatMap((session) =>
    catalogue.items.flatMap(({ version, content: { key, kind, priority } }) => {
      const candidate = {
        content: version,
        score: 1,
        evidence: [{ code: 'some', facts: {} }],
        source: 'some',
        key,
        kind,
        slot: kind === 'checklist' ? 'checklist' : 'inline',
        priority,
      }
      const input = { candidate, session, now, settings: { consent: 'required' }, text: { title: 'A', body: 'B' } }
      return asked(() => [plugin.check(input as Parameters<Guardrail['check']>[0], options)]).flatMap(
        (verdict): Evidence[] =>
          verdict.verdict === 'veto' ? [{ code: verdict.code, facts: verdict.facts ?? {} }] : [],
      )
    }),
  )
}

const folders = (['recommenders', 'guardrails'] as const).flatMap((type) =>
  readdirSync(new URL(`./${type}`, import.meta.url)).map((name) => [`${type}/${name}`] as const),
)
const load = async (place: string): Promise<Plugin> => {
  const module: { default: Plugin } = await import(
    /* @vite-ignore */ new URL(`./${place}/index.ts`, import.meta.url).pathname
  )
  return module.default
}

const sourceOf = (place: string): string => {
  const folder = new URL(`./${place}/`, import.meta.url)
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n')
}

/** These reasons must come up here, so that a plugin which says nothing any more is noticed. */
const brought = {
  'recommenders/next-step': ['in-progress', 'nearly-done', 'new-here', 'not-begun'],
  'recommenders/peer-patterns': [
    'peers-next',
    'role-next',
    'peers-finished',
    'role-finished',
    'peers-also',
    'team-suggests',
    'team-suggests-role',
    'team-suggests-goal',
  ],
  'recommenders/contextual-tip': ['event', 'event-repeated', 'event-repeated-today', 'error-repeated', 'idle'],
} as const

test.each(Object.entries(brought))(
  'the reasons of %s that name facts are all brought about here',
  async (place, codes) => {
    const said = new Set(drive(await load(place)).map(({ code }) => code))
    expect([...said]).toEqual(expect.arrayContaining([...codes]))
  },
)

describe.each(folders)('%s', (place) => {
  // A fact that came from a clock, from chance or from outside could not be told again from the record.
  const outsiders: string[] = []
  beforeAll(() => {
    const outside = (what: string) => () => {
      outsiders.push(what)
      throw new Error(`a reason asked for ${what}, which no record holds`)
    }
    vi.spyOn(Date, 'now').mockImplementation(outside('the clock'))
    vi.spyOn(Math, 'random').mockImplementation(outside('chance'))
    vi.spyOn(globalThis, 'fetch').mockImplementation(outside('the network'))
  })
  afterAll(() => {
    vi.restoreAllMocks()
  })

  test('supplies every fact that its reasons name, in every language, with the evidence itself', async () => {
    const plugin = await load(place)
    const said = drive(plugin)
    for (const [code, templates] of Object.entries(plugin.reasons))
      for (const [locale, template] of Object.entries(templates)) {
        const names = nameOf(template)
        const occasions = said.filter((evidence) => evidence.code === code)
        // What nothing here brings about must at least be written down where the evidence is made.
        if (occasions.length === 0)
          for (const name of names)
            expect(
              sourceOf(place),
              `nothing here brings about "${code}", and no code of ${place} names {${name}}`,
            ).toMatch(new RegExp(`\\b${name}\\b(?!\\})`))
        for (const { facts } of occasions)
          for (const name of names) expect(Object.keys(facts), `{${name}} of ${code} in ${locale}`).toContain(name)
      }
  })

  test('explains in every style and address with nothing but its own words and the facts of the evidence', async () => {
    const plugin = await load(place)
    if (plugin.type === 'guardrail') return
    for (const one of drive(plugin))
      for (const style of ['short', 'usual', 'full'] as const)
        for (const address of ['formal', 'informal'] as const) {
          const choice = { source: plugin.name, evidence: [one] }
          const told = explain(choice, [], () => plugin.reasons, { style, address }, now)
          const templates: Readonly<Record<string, string>> = plugin.reasons[one.code] ?? {}
          expect(Object.keys(told)).toEqual(Object.keys(templates).filter((locale) => !locale.includes('-x-')))
          for (const [locale, words] of Object.entries(told)) {
            const template = (address === 'informal' && templates[`${locale}-x-informal`]) || templates[locale] || ''
            const rest = nameOf(template).reduce(
              (left, name) => left.replace(`{${name}}`, () => String(one.facts[name])),
              template,
            )
            const day = { en: 'As of 2026-09-21.', de: 'Stand: 2026-09-21.' }[locale]
            expect(words.replace(/[.]/g, ''), `${one.code} in ${locale}`).toBe(
              (style === 'full' ? `${rest} ${day}` : rest).replace(/[.]/g, ''),
            )
          }
        }
  })

  test('speaks informally wherever its formal words would address the user, in the same facts', async () => {
    const { type, reasons } = await load(place)
    // What guardrails say is for the team.
    if (type === 'guardrail') return
    for (const [code, templates] of Object.entries(reasons)) {
      const informal = templates['de-x-informal']
      if (/\b(Sie|Ihnen|Ihr|Ihre[mnrs]?)\b/.test(templates.de ?? '')) {
        expect(informal, `"${code}" of ${place}`).toBeDefined()
        expect(informal).not.toMatch(/\b(Sie|Ihnen|Ihr|Ihre[mnrs]?)\b/)
        expect(nameOf(informal ?? '')).toEqual(nameOf(templates.de ?? ''))
      } else expect(informal, `"${code}" of ${place} needs none`).toBeUndefined()
    }
  })

  test('has words for everything that it says', async () => {
    const plugin = await load(place)
    for (const { code } of drive(plugin)) expect(Object.keys(plugin.reasons)).toContain(code)
  })

  test('says the same of the same record, and never a fact that is empty', async () => {
    const plugin = await load(place)
    const said = drive(plugin)
    expect(drive(plugin)).toEqual(said)
    expect(outsiders).toEqual([])
    for (const { code, facts } of said)
      for (const [name, value] of Object.entries(facts)) expect(value, `{${name}} of ${code}`).not.toBe('')
  })
})
