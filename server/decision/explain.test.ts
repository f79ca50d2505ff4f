import { describe, expect, test } from 'vitest'
import type { Reasons } from '../../contract/plugin.ts'
import { type Settings, settings } from '../../contract/settings.ts'
import { explain } from './explain.ts'

const at = Date.UTC(2026, 10, 21, 23, 59)
const reasons: Reasons = {
  first: {
    en: 'You made {count} projects',
    de: 'Sie haben {count} Projekte',
    'de-x-informal': 'Du hast {count} Projekte',
  },
  second: { en: 'Nobody is invited.', de: 'Niemand ist eingeladen.' },
}
const evidence = [
  { code: 'first', facts: { count: 3 } },
  { code: 'second', facts: {} },
  { code: 'no-words-for-it', facts: {} },
  { code: 'second', facts: {} },
]
const changed = [
  { code: 'put-aside-by-you', facts: { title: 'Begin' } },
  { code: 'updated', facts: {} },
]
const said = (explanations: Partial<Settings['explanations']>, source = 'tips', seen = evidence) =>
  explain(
    { source, evidence: seen },
    changed,
    (plugin) => (plugin === 'tips' ? reasons : undefined),
    settings.parse({ explanations }).explanations,
    at,
  )

describe('why something is shown', () => {
  test('in short is the first reason', () => {
    expect(said({ style: 'short' })).toEqual({ en: 'You made 3 projects', de: 'Sie haben 3 Projekte' })
  })

  test('is usually the first reason, and what has changed', () => {
    expect(said({}).en).toBe('You made 3 projects. You have put “Begin” aside.')
  })

  test('in full is every reason once, every change, and the day', () => {
    expect(said({ style: 'full' })).toEqual({
      en: 'You made 3 projects. Nobody is invited. You have put “Begin” aside. It has been updated since. As of 2026-11-21.',
      de: 'Sie haben 3 Projekte. Niemand ist eingeladen. Sie haben „Begin“ zur Seite gelegt. Es wurde seitdem überarbeitet. Stand: 2026-11-21.',
    })
  })

  test('addresses users informally where a language has the words, and is never told under a name that no user asks for', () => {
    expect(said({ address: 'informal' })).toEqual({
      en: 'You made 3 projects. You have put “Begin” aside.',
      de: 'Du hast 3 Projekte. Du hast „Begin“ zur Seite gelegt.',
    })
    expect(said({ style: 'full', address: 'informal' }).de).toContain('Niemand ist eingeladen.')
  })

  test('is told in general words where the plugin is gone, in whatever style', () => {
    expect(said({ style: 'short', address: 'informal' }, 'gone')).toEqual({
      en: 'It fits what you are doing.',
      de: 'Es passt zu dem, was du gerade tust.',
    })
    expect(said({ style: 'full' }, 'gone', []).en).toMatch(/^It fits what you are doing\. .* As of 2026-11-21\.$/)
  })
})
