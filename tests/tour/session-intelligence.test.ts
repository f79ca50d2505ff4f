import { expect, test } from 'vitest'
import { assessmentSettings, maturities } from '../../contract/assessment.ts'
import { settings, settingsOverride } from '../../contract/settings.ts'
import { blocksOf, readDocument, rowsOf, sectionOf } from './read-document.ts'

const document = readDocument('docs/session-intelligence.md')
const namesIn = (heading: string) => rowsOf(sectionOf(document, heading)).map(([name]) => name)
const defaults = settings.parse({})

test('docs/session-intelligence.md explains every setting, with an example that is taken as it stands', () => {
  expect(namesIn('Settings')).toEqual(Object.keys(assessmentSettings))
  const [example] = blocksOf(document).filter(({ info }) => info === 'json settings')
  const given = JSON.parse(example?.text ?? '') as object
  expect(Object.keys(settingsOverride.parse(given)).toSorted()).toEqual(Object.keys(assessmentSettings).toSorted())
})

test('docs/session-intelligence.md names the thresholds and their defaults as they are', () => {
  const [, what, values] = rowsOf(sectionOf(document, 'Settings')).find(([name]) => name === 'maturity') ?? []
  expect([...(what ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual(Object.keys(defaults.maturity))
  expect(values?.split(', ').map(Number)).toEqual(Object.values(defaults.maturity))
})

test('docs/session-intelligence.md has every maturity and every intent out of the box, in the order in which they are asked', () => {
  expect(namesIn('Intent')).toEqual(defaults.intents.map(({ name }) => name))
  expect(namesIn('Maturity')).toEqual(['lapsing', 'expert', 'regular', 'activating', 'new'])
  expect(namesIn('Maturity').toSorted()).toEqual([...maturities].toSorted())
})
