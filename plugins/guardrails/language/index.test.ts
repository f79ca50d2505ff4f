import { describe, expect, test } from 'vitest'
import { sampleCandidate, sampleVersion } from '../../../cli/plugin-check/sample-content.ts'
import { sampleNow, sampleSession } from '../../../cli/plugin-check/sample-session.ts'
import type { ContentText } from '../../../contract/plugin.ts'
import language from './index.ts'

const candidate = sampleCandidate(
  sampleVersion({ kind: 'tip', key: 'tip', title: 'T', body: 'B', anchor: { hook: 'x' }, trigger: { page: '/' } }),
)
const check = (text: Partial<ContentText>, options: object = {}) =>
  language.check(
    {
      candidate,
      session: sampleSession(),
      now: sampleNow,
      settings: { consent: 'implied' },
      text: { title: 'Export', body: 'Save it as a file.', others: [], variants: {}, ...text },
    },
    language.options.parse(options),
  )
const formal = { formal: { body: 'You may save it as a file.' } }

describe('language', () => {
  test('without lists everything may be said', () => {
    expect(check({ body: 'Hey! Acme is crap 😀', others: ['Wow!'] })).toEqual({ verdict: 'allow' })
  })

  test.each([
    ['title', { title: 'Better than Acme' }],
    ['body', { body: 'Better than Acme' }],
    ['steps and labels', { others: ['fine', 'Leave Acme'] }],
  ])("a competitor's name in the %s is withheld, and the record says which", (_, text) => {
    expect(check(text, { competitors: ['acme'] })).toEqual({
      verdict: 'veto',
      code: 'competitor-named',
      facts: { word: 'acme' },
    })
  })

  test('a banned word is withheld', () => {
    expect(check({ body: 'It is guaranteed.' }, { banned: ['guaranteed'] })).toMatchObject({
      verdict: 'veto',
      code: 'banned-word',
    })
  })

  test("the author's other wording is used where it holds to the rules, else the next, else nothing is shown", () => {
    const variants = { casual: { body: 'Guaranteed, mate.' }, formal: { title: 'Exporting', body: 'You may save it.' } }
    const text = { body: 'It is guaranteed.', variants }
    expect(check(text, { banned: ['guaranteed'] })).toEqual({
      verdict: 'amend',
      patch: variants.formal,
      code: 'banned-word',
    })
    expect(check(text, { banned: ['guaranteed', 'may'] })).toMatchObject({ verdict: 'veto', code: 'banned-word' })
  })

  test('a variant that leaves the offending part as it stands does not help', () => {
    const text = { title: 'Guaranteed', variants: formal }
    expect(check(text, { banned: ['guaranteed'] })).toMatchObject({ verdict: 'veto' })
    expect(check({ others: ['guaranteed'], variants: formal }, { banned: ['guaranteed'] })).toMatchObject({
      verdict: 'veto',
    })
  })

  test("the tenant's tone is used where there is a variant of it, and nothing is lost where there is none", () => {
    const options = { tone: { use: 'formal' } }
    expect(check({ variants: formal }, options)).toEqual({ verdict: 'amend', patch: formal.formal, code: 'tone' })
    expect(check({}, options)).toEqual({ verdict: 'allow' })
    expect(check({ variants: { casual: { body: 'Hey' } } }, options)).toEqual({ verdict: 'allow' })
  })

  test('a preferred variant that breaks the rules itself gives way to the text as it stands', () => {
    const options = { banned: ['may'], tone: { use: 'formal' } }
    expect(check({ variants: formal }, options)).toEqual({ verdict: 'allow' })
  })

  test.each([
    ['words', { body: 'Hey there' }, { avoid: ['hey'] }, 'hey'],
    ['exclamation', { body: 'Done!' }, { exclamationMarks: false }, '!'],
    ['emoji', { title: 'Done 🎉' }, { emoji: false }, '🎉'],
  ])('the wrong tone, told by its %s, is withheld or said otherwise', (_, text, tone, word) => {
    expect(check(text, { tone })).toEqual({ verdict: 'veto', code: 'tone', facts: { word } })
    expect(check({ ...text, variants: { formal: { title: 'Done', body: 'It is done.' } } }, { tone })).toMatchObject({
      verdict: 'amend',
      code: 'tone',
    })
  })

  test('digits and marks are no emoji', () => {
    expect(check({ body: 'Step 1 of 3, © ™ #1 *' }, { tone: { emoji: false } })).toEqual({ verdict: 'allow' })
  })

  test('asking for content by name does not make it say what must not be said', () => {
    expect(language.fatigue).toBe(false)
  })

  test('a term without a letter or digit is refused when it is saved', () => {
    expect(language.options.safeParse({ banned: ['!!'] }).success).toBe(false)
  })
})
