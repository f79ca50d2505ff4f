import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createCoalescer } from './coalescer.ts'

const create = (onFailure: (cause: unknown) => void = () => undefined) =>
  createCoalescer(40, () => performance.now(), onFailure)

test('the first trigger runs at once, the next ones together and once', async () => {
  const coalescer = create()
  const ran: string[] = []
  for (const name of ['first', 'second', 'third']) coalescer.run('user', async () => void ran.push(name))
  await sleep(10)
  expect(ran).toEqual(['first'])
  await coalescer.idle()
  expect(ran).toEqual(['first', 'third'])
})

test('two users do not wait for each other', async () => {
  const coalescer = create()
  const ran: string[] = []
  coalescer.run('one', () => sleep(30).then(() => void ran.push('one')))
  coalescer.run('two', async () => void ran.push('two'))
  await coalescer.idle()
  expect(ran).toEqual(['two', 'one'])
})

test('work that fails is reported and does not stop what follows', async () => {
  const failures: unknown[] = []
  const coalescer = create((cause) => failures.push(cause))
  const ran: string[] = []
  coalescer.run('user', () => Promise.reject(new Error('no')))
  coalescer.run('user', async () => void ran.push('after'))
  await coalescer.idle()
  expect(failures).toHaveLength(1)
  expect(ran).toEqual(['after'])
})
