import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { compileCorrections } from '../../contract/compiled-corrections.ts'
import { type ContentInput, content, type Slot } from '../../contract/content.ts'
import type { Correction as MembersCorrection } from '../../contract/correction.ts'
import type { Decision } from '../../contract/decision.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { Correction, LastChoice, Session } from '../../contract/session.ts'
import { type SettingsOverride, settings } from '../../contract/settings.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import { builtInReasons, changeReasons } from './built-in-reasons.ts'
import { decideSlot } from './decide.ts'
import { replayDecision } from './replay.ts'

const now = 1_790_000_000_000
const hour = 3_600_000
const list = (key: string, title: string): ContentInput => ({
  kind: 'checklist',
  key,
  title: { en: title, de: `${title} (de)` },
  steps: [{ id: 'one', title: 'One', completeOn: { event: `${key}_done` } }],
})
const tip = (key: string): ContentInput => ({
  kind: 'tip',
  key,
  title: key,
  body: 'So.',
  anchor: { hook: 'save' },
  trigger: { page: '/' },
})
const published: readonly (readonly [ContentInput, number])[] = [
  [list('begin', 'Begin'), now - 90 * hour],
  [list('go-on', 'Go on'), now - 90 * hour],
  [list('fresh', 'Fresh'), now - hour],
  [tip('here'), now - 90 * hour],
]
const catalogue = compileCatalogue(
  {
    version: 'v1',
    items: published.map(([item, publishedAt]) => ({
      version: `${item.key}@2`,
      hash: '0',
      publishedAt,
      content: content.parse(item),
    })),
  },
  compileFilter,
)
const last = (key: string | null, version = 2, over: Partial<LastChoice> = {}): LastChoice => ({
  at: now - 2 * hour,
  content: key,
  version: key === null ? null : `${key}@${version}`,
  settings: '1',
  ...over,
})
const said = (kind: Correction['kind'], over: Partial<Correction> = {}): Correction => ({
  at: now - 1_000,
  kind,
  decision: 'd1',
  content: 'begin',
  version: 'begin@2',
  topics: ['kind:checklist'],
  ...over,
})

interface Case {
  readonly slot?: Slot
  readonly last: LastChoice
  readonly session?: Partial<Session>
  /** What is chosen now. */
  readonly chosen: string
  readonly under?: string
  readonly blocks?: string
  readonly corrections?: readonly MembersCorrection[]
}
const world = ({ blocks, corrections = [] }: Case) => ({
  settings: settings.parse({
    holdoutShare: 0,
    ...(blocks === undefined ? {} : { blocks: [{ content: blocks, why: 'test' }] }),
  } satisfies SettingsOverride),
  catalogue,
  corrections: compileCorrections(corrections, catalogue, compileFilter),
  hash: (text: string) => createHash('sha256').update(text).digest('hex'),
  monotonicMs: () => 0,
  reasonsOf: () => ({ fits: { en: 'It fits.', de: 'Als Nächstes: Los', fr: 'Cela convient.' } }),
})
const decide = (given: Case): Promise<Decision> => {
  const { slot = 'checklist', chosen, under = '1' } = given
  const session: Session = { ...emptySession('u1', now - 99 * hour), last: { [slot]: given.last }, ...given.session }
  return decideSlot(
    { id: 'd2', trigger: 'e1', input: { slot, session, now, seed: 1, settings: under, catalogue: 'v1' } },
    world(given),
    {
      recommend: async () => [
        {
          plugin: 'some',
          version: '1',
          outcome: 'answered',
          ms: 0,
          value: [{ content: `${chosen}@2`, score: 1, evidence: [{ code: 'fits', facts: {} }] }],
        },
      ],
      check: async () => [],
    },
  )
}

const cases: Readonly<Record<string, Case & { readonly title: string }>> = {
  'put-aside-by-you': {
    title: 'the user sent the one before away',
    last: last('begin'),
    session: { corrections: [said('not-relevant')] },
    chosen: 'go-on',
  },
  'done-by-your-word': {
    title: 'the user said that they are done with it',
    last: last('begin'),
    session: { corrections: [said('already-done')] },
    chosen: 'go-on',
  },
  'reported-by-you': {
    title: 'the user said that it is wrong',
    last: last('begin'),
    session: { corrections: [said('wrong')] },
    chosen: 'go-on',
  },
  'brought-back-by-you': {
    title: 'the user took a correction back',
    last: last('go-on'),
    session: { corrections: [said('wrong', { undoneAt: now - 500 })] },
    chosen: 'begin',
  },
  finished: {
    title: 'the one before is done',
    last: last('begin'),
    session: { events: { begin_done: { count: 1, firstAt: now, lastAt: now } } },
    chosen: 'go-on',
  },
  'snooze-over': {
    title: 'the time is over that it had been put off for',
    last: last(null),
    session: { shown: { begin: { exposures: 1, lastAt: now - 9 * hour, snoozedUntil: now - 5 } } },
    chosen: 'begin',
  },
  updated: { title: 'another version was published', last: last('fresh', 1), chosen: 'fresh' },
  'new-content': { title: 'it was published since', last: last(null), chosen: 'fresh' },
  'page-changed': {
    title: 'the user is on another page',
    slot: 'inline',
    last: last('other'),
    session: {
      page: { path: '/there', at: now },
      active: {
        inline: {
          decision: 'd1',
          content: 'here',
          version: 'here@1',
          at: now,
          paintedAt: now,
          expiresAt: now,
          ghost: false,
          page: '/',
          why: {},
          amended: null,
        },
      },
    },
    chosen: 'here',
  },
  'settings-changed': { title: 'the settings are others', last: last(null), chosen: 'begin', under: '2' },
  'previous-ended': { title: 'the one before is blocked now', last: last('begin'), chosen: 'go-on', blocks: 'begin' },
}

test.each(Object.entries(cases))('the record says %s where that is what changed', async (code, given) => {
  const { result } = await decide(given)
  expect(result.choice?.content).toBe(given.chosen)
  expect(result.changed?.map((change) => change.code)).toContain(code)
})

test('every sentence about what changed is brought about here, and names facts of its own record in every language', async () => {
  expect(Object.keys(cases).sort()).toEqual(Object.keys(changeReasons).sort())
  for (const [code, templates] of Object.entries(changeReasons)) {
    const { result } = await decide(cases[code] as Case)
    const facts = result.changed?.find((change) => change.code === code)?.facts ?? {}
    for (const template of Object.values(templates))
      for (const [, name] of template.matchAll(/\{(\w+)\}/g))
        expect(facts, `{${name}} of ${code}`).toHaveProperty([name as string])
  }
})

const byMember = (over: Partial<MembersCorrection>): MembersCorrection => ({
  id: 'c1',
  act: 'pin',
  content: 'begin',
  for: 'everybody',
  why: 'Because of the audit',
  tellUser: false,
  by: 'sk:k1',
  at: now - hour,
  expiresAt: null,
  ...over,
})
const byCode: Readonly<Record<string, Case>> = {
  asked: { last: last(null), session: { asked: [{ content: 'begin', at: now }] }, chosen: 'go-on' },
  pinned: { last: last(null), corrections: [byMember({})], chosen: 'go-on' },
  'pinned-because': { last: last(null), corrections: [byMember({ tellUser: true })], chosen: 'go-on' },
  replaced: { last: last(null), corrections: [byMember({ act: 'override', replacement: 'go-on' })], chosen: 'begin' },
  'replaced-because': {
    last: last(null),
    corrections: [byMember({ act: 'override', replacement: 'go-on', tellUser: true })],
    chosen: 'begin',
  },
}

test.each(
  Object.entries(builtInReasons).flatMap(([source, reasons]) =>
    Object.entries(reasons).map(([code, templates]) => [source, code, templates] as const),
  ),
)(
  'what no plugin proposed says why, %s %s, with facts of its own record in every language',
  async (_, code, templates) => {
    const given = byCode[code]
    if (given === undefined) throw new Error(`nothing here brings about "${code}": add what does`)
    const { result } = await decide(given)
    const evidence = result.choice?.evidence.find((one) => one.code === code)
    expect(evidence).toBeDefined()
    for (const template of Object.values(templates))
      for (const [, name] of template.matchAll(/\{(\w+)\}/g))
        expect(evidence?.facts, `{${name}} of ${code}`).toHaveProperty([name as string])
  },
)

test('the user reads it after the reason, in each language that has words for both', async () => {
  const { why } = await decide(cases['put-aside-by-you'] as Case)
  expect(why).toEqual({
    en: 'It fits. You have put “Begin” aside.',
    de: 'Als Nächstes: Los. Sie haben „Begin“ zur Seite gelegt.',
    fr: 'Cela convient.',
  })
})

test('the title in it is in the language of its reader', async () => {
  const given = cases['put-aside-by-you'] as Case
  const { why } = await decide({ ...given, session: { ...given.session, locale: 'de-AT' } })
  expect(why.de).toBe('Als Nächstes: Los. Sie haben „Begin (de)“ zur Seite gelegt.')
})

test('a first choice, and one that is as before, has nothing to compare with', async () => {
  const first = await decide({ last: last(null), session: { last: {} }, chosen: 'begin' })
  const same = await decide({ last: last('begin'), chosen: 'begin', under: '2' })
  for (const { result, why } of [first, same]) {
    expect(result.changed).toBeUndefined()
    expect(why.en).toBe('It fits.')
  }
})

test('what the user has taken back is not held against them when it ends for another reason', async () => {
  const { result } = await decide({
    last: last('begin'),
    session: { corrections: [said('wrong', { undoneAt: now - 500 })] },
    chosen: 'go-on',
    blocks: 'begin',
  })
  expect(result.changed?.map(({ code }) => code)).toEqual(['previous-ended'])
})

test('nothing is made up: where the record does not show what changed, nothing is said of it', async () => {
  const { result } = await decide({ last: last('go-on'), chosen: 'begin' })
  expect(result.changed).toBeUndefined()
})

test.each(Object.entries(cases))('%s is said again by a replay', async (_code, given) => {
  const record = await decide(given)
  expect(await replayDecision(record, world(given))).toEqual({ same: true, differences: [] })
  const { changed, ...others } = record.result
  const forged = await replayDecision(
    { ...record, result: { ...others, changed: [...(changed ?? []), { code: 'x', facts: {} }] } },
    world(given),
  )
  expect(forged.same).toBe(false)
})
