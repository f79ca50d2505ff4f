import { expect, test } from 'vitest'
import { createRefresher } from './refresher.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test('many changes at once are one run, one that comes meanwhile is another, and never two at a time', async () => {
  let runs = 0
  let atOnce = 0
  let most = 0
  const refresher = createRefresher(
    async () => {
      runs += 1
      most = Math.max(most, ++atOnce)
      await pause(30)
      atOnce -= 1
    },
    { everyMs: 60_000, quietMs: 5 },
    () => undefined,
  )
  for (let turn = 0; turn < 50; turn++) refresher.soon()
  await pause(20)
  expect(runs).toBe(1)
  refresher.soon()
  await expect.poll(() => runs).toBe(2)
  await refresher.stop()
  expect(most).toBe(1)
})

test('it runs now and then without being told, goes on after a failure, and not at all once stopped', async () => {
  let runs = 0
  let failures = 0
  const refresher = createRefresher(
    async () => {
      runs += 1
      throw new Error('no')
    },
    { everyMs: 10, quietMs: 1 },
    () => {
      failures += 1
    },
  )
  await expect.poll(() => failures).toBeGreaterThan(1)
  await refresher.stop()
  const before = runs
  refresher.soon()
  await pause(30)
  expect(runs).toBe(before)
})
