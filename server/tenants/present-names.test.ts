import { expect, test } from 'vitest'
import { settings } from '../../contract/settings.ts'
import { withPresentNames } from './present-names.ts'

test('settings that were saved when fatigue was called frequency go on holding, with their options and in their place', () => {
  const stored = settings.parse({
    guardrails: [
      { plugin: 'consent' },
      { plugin: 'frequency', options: { inline: { perDay: 2 } } },
      { plugin: 'quiet' },
    ],
  })
  expect(withPresentNames(stored).guardrails).toEqual([
    { plugin: 'consent', options: {} },
    { plugin: 'fatigue', options: { inline: { perDay: 2 } } },
    { plugin: 'quiet', options: {} },
  ])
})
