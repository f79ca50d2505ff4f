import { expect, test } from 'vitest'
import { learnTexts } from '../../search/vector-provider.ts'
import { learnInThread } from './learn-in-thread.ts'

const documents = Array.from({ length: 24 }, (_, place) => ({
  title: place % 2 === 0 ? 'Invoices' : 'Webhooks',
  text: place % 2 === 0 ? `invoice ${place} receipt billing` : `webhook ${place} endpoint retry`,
}))

const reading = { language: 'en', vocabulary: [] }

test('what is learnt in the thread is, bit by bit, what is learnt in place', async () => {
  expect(await learnInThread(documents, reading)).toEqual(learnTexts(documents, reading))
})

test('learning leaves this thread free', async () => {
  let turns = 0
  const timer = setInterval(() => {
    turns += 1
  }, 1)
  await Promise.all([learnInThread(documents, reading), learnInThread(documents, reading)])
  clearInterval(timer)
  expect(turns).toBeGreaterThan(5)
})

test('texts that cannot be learnt from reject, and the next lesson goes on', async () => {
  await expect(learnInThread([null as never], reading)).rejects.toThrow()
  expect((await learnInThread(documents, reading)).terms.size).toBeGreaterThan(0)
})
