import { describe, expect, test } from 'vitest'
import { type SettingsOverride, settings } from '../../contract/settings.ts'
import { tenantMay } from '../../contract/tenant-may.ts'
import { moved, movesBeyond, movesOf } from './tenant-moves.ts'

const of = (value: object) => settings.parse(value)
const bounds = tenantMay.parse([
  { setting: 'locale', oneOf: ['de', 'fr'] },
  { setting: 'explorationShare', atMost: 0.1 },
  { setting: 'blocks', more: true },
  { setting: 'theme', any: true },
  { setting: 'maturity.regularDays', atLeast: 3, atMost: 10 },
  { setting: 'outcomes.activated.value', atMost: 0.5 },
  { setting: 'guardrails.fatigue.inline.perDay', atLeast: 1, atMost: 6 },
  { setting: 'guardrails.language.banned', more: true },
  { setting: 'guardrails.visitors', on: true },
  { setting: 'guardrails.visitors.perHour', any: true },
  { setting: 'recommenders.feature-gap', on: true, off: true },
])
const base = of({
  recommenders: [{ plugin: 'next-step' }, { plugin: 'contextual-tip' }],
  guardrails: [{ plugin: 'consent' }, { plugin: 'fatigue' }, { plugin: 'language', options: { banned: ['cheap'] } }],
  blocks: [{ content: 'upsell', why: 'Not for customers' }],
  outcomes: { activated: { event: 'done', value: 0.1 } },
})
/** What the team has set, with this over it. */
const moves = (change: SettingsOverride | object) => movesOf(base, of({ ...base, ...change }), bounds)
const guardrailsWith = (plugin: string, options: object) => ({
  guardrails: base.guardrails.map((one) => (one.plugin === plugin ? { plugin, options } : one)),
})

describe('within what the team leaves to a tenant', () => {
  test.each<[string, object]>([
    ['nothing changed', {}],
    ['a value from the list', { locale: 'de' }],
    ['a number at the end of its range', { explorationShare: 0.1 }],
    ['a list that has grown', { blocks: [...base.blocks, { content: 'nag', why: 'No' }] }],
    ['whatever an opened setting takes', { theme: { accent: '#123456' } }],
    ['a stricter cap where the plugin stood at its defaults', guardrailsWith('fatigue', { inline: { perDay: 2 } })],
    ['another word that may not be said', guardrailsWith('language', { banned: ['cheap', 'crazy'] })],
    [
      'a guardrail switched on, with an option that is open',
      { guardrails: [...base.guardrails, { plugin: 'visitors', options: { perHour: 2 } }] },
    ],
    ['a recommender switched on', { recommenders: [...base.recommenders, { plugin: 'feature-gap', options: {} }] }],
    ['what an outcome is worth', { outcomes: { activated: { ...base.outcomes.activated, value: 0.5 } } }],
    ['one value inside a setting', { maturity: { ...base.maturity, regularDays: 3 } }],
  ])('%s stays, and is found again as it was wanted', (_what, change) => {
    const found = moves(change)
    expect(found.beyond).toEqual([])
    expect(moved({ ...base, tenantMay: bounds }, found.moves)).toEqual(of({ ...base, ...change, tenantMay: bounds }))
  })

  test.each<[string, object, string]>([
    ['what was never opened', { holdoutShare: 0.5 }, 'holdoutShare: not left to the tenant'],
    ['the bounds themselves', { tenantMay: [] }, ''],
    ['a value that is not in the list', { locale: 'es' }, 'locale: must be one of de, fr'],
    ['a number past its range', { explorationShare: 0.2 }, 'explorationShare: 0.2 is above 0.1'],
    ['a list that has lost something', { blocks: [] }, 'blocks: may grow'],
    ['a list in which something was changed', { blocks: [{ content: 'upsell', why: 'x' }] }, 'blocks: may grow'],
    [
      'another value beside the one that is open',
      { maturity: { ...base.maturity, expertDays: 9 } },
      'maturity.expertDays: not left',
    ],
    [
      'what an outcome is',
      { outcomes: { activated: { ...base.outcomes.activated, event: 'x' } } },
      'outcomes.activated.event: not left',
    ],
    ['no cap at all', guardrailsWith('fatigue', { inline: { perDay: null } }), 'inline.perDay: must be a number'],
    ['a looser cap', guardrailsWith('fatigue', { inline: { perDay: 7 } }), 'inline.perDay: 7 is above 6'],
    [
      'an option that was not opened',
      guardrailsWith('fatigue', { attention: { perDay: 100 } }),
      'guardrails.fatigue.attention.perDay: not left',
    ],
    ["an option of the team's taken away", guardrailsWith('language', {}), 'banned: may grow'],
    [
      'a guardrail switched off',
      { guardrails: base.guardrails.filter(({ plugin }) => plugin !== 'fatigue') },
      "guardrails.fatigue: not the tenant's to switch off",
    ],
    [
      'a guardrail switched on that is not in the list',
      { guardrails: [...base.guardrails, { plugin: 'quiet', options: {} }] },
      "guardrails.quiet: not the tenant's to switch on",
    ],
    [
      'a guardrail named twice, once as it should be',
      { guardrails: [...base.guardrails, { plugin: 'fatigue', options: { inline: { perDay: 1_000 } } }] },
      'guardrails: each plugin stands there once',
    ],
    [
      'a recommender switched off that is not in the list',
      { recommenders: [base.recommenders[0]] },
      "recommenders.contextual-tip: not the tenant's to switch off",
    ],
    ['another order', { recommenders: base.recommenders.toReversed() }, 'recommenders: their order'],
  ])('%s goes beyond', (_what, change, line) => {
    // Of what the team opened it wrote the list itself, so that only a change of it is one.
    const from = line === '' ? of({ ...base, tenantMay: bounds }) : base
    const found = movesOf(from, of({ ...from, ...change }), bounds)
    expect(found.beyond).toEqual([expect.stringContaining(line)])
  })

  test('every field of the settings is compared: one that nobody opened cannot be changed', () => {
    const another = (value: unknown) => (Array.isArray(value) ? [...value, { plugin: 'other', options: {} }] : 'other')
    for (const [name, value] of Object.entries(base))
      expect(movesOf(base, { ...base, [name]: another(value) }, []).beyond, name).not.toEqual([])
    expect(Object.keys(base).toSorted()).toEqual(Object.keys(settings.shape).toSorted())
  })
})

describe('what was moved', () => {
  const wanted = [
    { setting: 'locale', value: 'de' },
    { setting: 'guardrails.fatigue.inline.perDay', value: 5 },
    { setting: 'blocks', added: [{ content: 'nag', why: 'No' }] },
    { setting: 'recommenders.feature-gap', on: true },
  ]
  const opened = { ...base, tenantMay: bounds }

  test('stays moved when the team changes something else, and what the team adds holds there too', () => {
    const later = of({
      ...opened,
      holdoutShare: 0.3,
      guardrails: [...base.guardrails, { plugin: 'discounts' }],
      blocks: [{ content: 'beta', why: 'Not yet' }],
    })
    expect(moved(later, wanted)).toMatchObject({
      locale: 'de',
      holdoutShare: 0.3,
      guardrails: [
        { plugin: 'consent' },
        { plugin: 'fatigue', options: { inline: { perDay: 5 } } },
        { plugin: 'language' },
        { plugin: 'discounts' },
      ],
      blocks: [{ content: 'beta' }, { content: 'nag' }],
      recommenders: [{ plugin: 'next-step' }, { plugin: 'contextual-tip' }, { plugin: 'feature-gap' }],
    })
  })

  test('is moved back where the team has closed it, or has drawn its bound tighter', () => {
    const tighter = tenantMay.parse([
      { setting: 'locale', oneOf: ['de'] },
      { setting: 'guardrails.fatigue.inline.perDay', atMost: 4 },
    ])
    expect(moved({ ...base, tenantMay: tighter }, wanted)).toEqual({ ...base, locale: 'de', tenantMay: tighter })
    expect(movesBeyond(wanted, tighter)).toEqual([
      'guardrails.fatigue.inline.perDay: 5 is above 4',
      'blocks: not left to the tenant',
      "recommenders.feature-gap: not the tenant's to switch on",
    ])
  })

  test('does nothing to a plugin that the team has taken out', () => {
    const without = { ...opened, guardrails: base.guardrails.filter(({ plugin }) => plugin !== 'fatigue') }
    expect(moved(without, wanted).guardrails).toEqual(without.guardrails)
  })
})

describe('a bound', () => {
  test.each<[string, object]>([
    ['for who is held out', { setting: 'holdoutShare', atMost: 0.1 }],
    ['for the bounds', { setting: 'tenantMay', any: true }],
    ['that switches a guardrail off', { setting: 'guardrails.fatigue', off: true }],
    ['that opens all guardrails at once', { setting: 'guardrails', any: true }],
    ['that opens a guardrail with all its options', { setting: 'guardrails.fatigue', any: true }],
    ['that lets every correction be made', { setting: 'corrections', any: true }],
    ['without an end', { setting: 'explorationShare' }],
    ['for a path that reaches a prototype', { setting: 'theme.__proto__', any: true }],
  ])('%s is refused', (_what, bound) => {
    expect(tenantMay.safeParse([bound]).success).toBe(false)
  })
})
