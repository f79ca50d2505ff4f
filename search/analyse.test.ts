import { expect, test } from 'vitest'
import { analyserFor } from './analyse.ts'

test('forms of one English word are one term, by Porter’s algorithm', () => {
  const english = analyserFor('en')
  expect(english('caresses ponies relational hopping')).toEqual(['caress', 'poni', 'relat', 'hop'])
  expect(new Set(english('invite invited inviting invites')).size).toBe(1)
})

test('a question is left with the words that carry it', () => {
  expect(analyserFor('en')("How do I add a teammate? I can't find it.")).toEqual(['add', 'teammat', 'find'])
  expect(analyserFor('de')('Wie kann ich die Rechnungen finden?')).toEqual(['rechnung', 'find'])
})

test('a possessive or elided word is found by the word in it', () => {
  expect(analyserFor('en')("the project's owner")).toEqual(['project', 'owner'])
  expect(analyserFor('fr')('l’article')).toEqual(analyserFor('fr')('article'))
})

test('accents and umlauts need not be typed', () => {
  expect(analyserFor('fr')('resume')).toEqual(analyserFor('fr')('résumé'))
  expect(analyserFor('de')('Hauser')).toEqual(analyserFor('de')('Häuser'))
})

test('a language without a stemmer is searched by its words as they are', () => {
  expect(analyserFor('fi')('Laskut ja maksut')).toEqual(['laskut', 'ja', 'maksut'])
})
