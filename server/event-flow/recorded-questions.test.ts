import { expect, test } from 'vitest'
import { tenantContext } from '../tenants/contexts.ts'
import { createRecordedQuestions } from './recorded-questions.ts'

const context = tenantContext('w1', 't1', { kind: 'job', name: 'test' }, 'test')
type Parts = Parameters<typeof createRecordedQuestions>

interface Asked {
  readonly query: string | null
  readonly list: readonly string[]
  readonly said?: readonly { action: string; content?: string; decision?: string }[]
  readonly isErased?: boolean
}
const questionsOf = (asked: readonly Asked[]) => {
  const index = {
    search: async () => ({ decisions: asked.map((_, at) => ({ id: `d${at}`, user: `u${at}`, seq: at })), next: null }),
  }
  const records = {
    at: async (_context: unknown, { id }: { id: string }) => {
      const one = asked[Number(id.slice(1))] as Asked
      const result = { list: one.list.map((content) => ({ content })) }
      const input = { ask: { query: one.query, k: 5 }, session: { locale: 'en' } }
      return one.isErased === true ? undefined : { id, user: `u${id.slice(1)}`, input, result }
    },
  }
  const streams = {
    entries: async (_context: unknown, user: string) =>
      (asked[Number(user.slice(1))]?.said ?? []).map(({ decision = `d${user.slice(1)}`, ...said }) => ({
        kind: 'message',
        body: { message: { kind: 'feedback', decision, ...said } },
      })),
  }
  return createRecordedQuestions({ index, streams } as unknown as Parts[0], records as unknown as Parts[1])(context)
}

test('what users opened or called helpful says what would have been right', async () => {
  const [found] = await questionsOf([
    {
      query: 'invoice',
      list: ['a', 'b', 'c'],
      said: [
        { action: 'opened', content: 'b' },
        { action: 'helpful', content: 'b' },
        { action: 'followed', content: 'c' },
        { action: 'wrong', content: 'a' },
      ],
    },
  ])
  expect(found).toEqual({
    user: 'u0',
    query: 'invoice',
    locale: 'en',
    grades: new Map([
      ['b', 2],
      ['c', 1],
    ]),
  })
})

test('a word about no answer in particular counts where there was one, and nowhere else', async () => {
  const found = await questionsOf([
    { query: 'one', list: ['a'], said: [{ action: 'helpful' }] },
    { query: 'two', list: ['a', 'b'], said: [{ action: 'helpful' }] },
  ])
  expect(found.map(({ query, grades }) => [query, [...grades]])).toEqual([['one', [['a', 2]]]])
})

test('what shows nothing is left out: no word, another decision’s, no such answer, no question, an erased record', async () => {
  const helpful = (content: string, decision?: string) => ({
    action: 'helpful',
    content,
    ...(decision && { decision }),
  })
  expect(
    await questionsOf([
      { query: 'silent', list: ['a'] },
      { query: 'another', list: ['a'], said: [helpful('a', 'd99')] },
      { query: 'elsewhere', list: ['a'], said: [helpful('z')] },
      { query: null, list: ['a'], said: [helpful('a')] },
      { query: 'erased', list: ['a'], said: [helpful('a')], isErased: true },
    ]),
  ).toEqual([])
})
