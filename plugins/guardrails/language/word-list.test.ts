import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wordList } from './word-list.ts'

const found = (text: string, ...terms: string[]) => wordList(terms).findIn(text)

describe('a list of words', () => {
  test.each([
    ['as it is', 'Ask Acme about it', 'acme'],
    ['in capitals', 'ACME', 'acme'],
    ['beside marks', '«Acme», or not?', 'acme'],
    ['with a possessive', "Acme's price", 'acme'],
    ['in full-width letters', 'Ａｃｍｅ is here', 'acme'],
    ['in mathematical letters', '𝒜𝒸𝓂ℯ', 'acme'],
    ['with an invisible space in it', 'Ac\u200Bme', 'acme'],
    ['with a soft hyphen and a joiner in it', 'A\u00ADc\u2060me', 'acme'],
    ['with Cyrillic letters among its own', 'Асmе', 'acme'],
    ['in Cyrillic letters throughout', 'АСМЕ', 'acme'],
    ['with Greek letters among its own', 'αcmε', 'acme'],
    ['with digits for letters', '4cm3', 'acme'],
    ['with signs for letters', '@cme', 'acme'],
    ['named by a handle', '@acme has it', 'acme'],
    ['with a one for an i', 'a v1p offer', 'vip'],
    ['with a one for an l', 'coo1', 'cool'],
    ['with an exclamation mark inside', 'sh!p it', 'ship'],
    ['with a sharp s', 'Weiße Weste', 'weisse weste'],
    ['with letters composed otherwise', 'Mu\u0308ll', 'Müll'],
    ['with the dotless i', 'KIRIK kırık', 'kirik'],
    ['as a phrase, however it is joined', 'the best-in  class tool', 'best in class'],
    ['in a script without spaces', '私たちの競合製品は', '競合'],
    ['in another script', 'это очень плохое слово', 'плохое'],
  ])('finds a word %s', (_, text, term) => {
    expect(found(text, term)).toBe(term)
  })

  test.each([
    ['inside a longer word', 'Acmeology, macme', 'acme'],
    ['with another accent', 'schön', 'schon'],
    ['broken by a space', 'ac me', 'acme'],
    ['when only part of a phrase is there', 'best in show', 'best in class'],
    ['in plain numbers', 'call 1800 5051', 'isoo'],
    ['at the end of an exclamation', 'So coo!', 'cool'],
    ['in a word of another script that only begins alike', 'созвон', 'co'],
  ])('does not find a word %s', (_, text, term) => {
    expect(found(text, term)).toBeUndefined()
  })

  test('names the term as it was written, the first in the text', () => {
    expect(found('first globex, then acme', 'Acme', 'GLOBEX Inc', 'Globex')).toBe('Globex')
    expect(found('nothing', 'Acme')).toBeUndefined()
    expect(found('nothing')).toBeUndefined()
  })

  test('finds any of its terms wherever it stands among other words', () => {
    const word = fc.stringMatching(/^[a-z]{2,8}$/)
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 4 }),
        fc.array(word),
        fc.array(word),
        (term, before, after) => {
          const phrase = term.join(' ')
          expect(found([...before, phrase, ...after].join(' ').toUpperCase(), phrase)).toBe(phrase)
        },
      ),
    )
  })

  test('takes time in proportion to the text, also for texts made to be slow', () => {
    const list = wordList(Array.from({ length: 500 }, (_, index) => `a ${'a '.repeat(index % 8)}b${index}`))
    const msFor = (text: string): number => {
      const startedAt = performance.now()
      list.findIn(text)
      return performance.now() - startedAt
    }
    for (const unit of ['a ', '@$!|', 'a!', '!!!!!!!!a', '1', 'ก\u0E34', '\u0301']) {
      msFor(unit.repeat(1_000))
      const [small, large] = [8_000, 128_000].map((length) =>
        Math.min(...[1, 2, 3].map(() => msFor(unit.repeat(Math.ceil(length / unit.length))))),
      ) as [number, number]
      // Sixteen times the text: a quadratic one would take two hundred and fifty-six times as long.
      expect(large).toBeLessThan(Math.max(small, 1) * 100)
    }
  })
})
