import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wordsOf } from './words-of.ts'

test('what parts words in an event name or a path parts them here', () => {
  expect(wordsOf('project_created /settings/web-hooks HAL-123')).toEqual([
    'project',
    'created',
    'settings',
    'web',
    'hooks',
    'hal',
    '123',
  ])
})

test('letters of every script count, and both forms of a letter are one', () => {
  expect(wordsOf('Ｗｏｒｄ café CAFE\u0301 Größe Ελλάδα')).toEqual(['word', 'café', 'café', 'größe', 'ελλάδα'])
})

test('either apostrophe within a word is one sign', () => {
  expect(wordsOf("don’t 'quoted' it's")).toEqual(["don't", 'quoted', "it's"])
})

test('scripts without spaces are found by pairs of characters, and what stands beside them by itself', () => {
  expect(wordsOf('API密钥管理 票')).toEqual(['api', '密钥', '钥管', '管理', '票'])
})

test('plain English is parted as every other text is', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."abZ09_'-/. \n@") }), (text) => {
      // A word of another alphabet sends the text the long way round.
      expect(wordsOf(text)).toEqual(wordsOf(`${text} π`).slice(0, -1))
    }),
  )
})
