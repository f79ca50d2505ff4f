import { expect, test } from 'vitest'
import { contentKey, eventName, traits } from './names.ts'

test('no content, step, event or trait is named like a prototype, under which it could not be found again', () => {
  for (const name of ['constructor', 'prototype']) {
    expect(contentKey.safeParse(name).success, name).toBe(false)
    expect(eventName.safeParse(name).success, name).toBe(false)
    expect(traits.safeParse({ [name]: 1 }).success, name).toBe(false)
  }
  expect(contentKey.safeParse('constructor-hints').success).toBe(true)
})
