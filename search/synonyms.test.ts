import { expect, test } from 'vitest'
import { vocabulary } from '../contract/vocabulary.ts'
import { analyserFor } from './analyse.ts'
import { synonymsOf, withSynonyms } from './synonyms.ts'

const words = vocabulary.parse([
  { term: 'project', say: 'matter', synonyms: ['case file', 'dossier'] },
  { term: 'invoice', synonyms: ['receipt'], locale: 'en' },
])
const analyseIn = (language: string) => {
  const analyse = analyserFor(language)
  return withSynonyms(analyse, synonymsOf(words, language, analyse))
}

test('a term, what is said for it and its synonyms are one word, in whatever form they stand', () => {
  const analyse = analyseIn('en')
  const [one] = analyse('projects')
  expect(['Matter', 'a dossier', 'case files', 'PROJECT'].map(analyse)).toEqual([[one], [one], [one], [one]])
  expect(analyse('receipts')).toEqual(analyse('invoice'))
})

test('what is part of a synonym only is the word that it was, and its order stays', () => {
  const analyse = analyseIn('en')
  expect(analyse('case')).toEqual(analyserFor('en')('case'))
  const [one] = analyse('project')
  expect(analyse('open the case file today')).toEqual([
    ...analyserFor('en')('open'),
    one,
    ...analyserFor('en')('today'),
  ])
})

test('words of another language are left alone', () => {
  const analyse = analyseIn('de')
  expect(analyse('receipt')).not.toEqual(analyse('invoice'))
  expect(analyse('dossier')).toEqual(analyse('matter'))
})
