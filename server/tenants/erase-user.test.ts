import { expect, test } from 'vitest'
import { tenantContext } from './contexts.ts'
import { createEraseUser } from './erase-user.ts'
import type { Workspace } from './workspace-registry.ts'

const context = tenantContext('w1', 't1', { kind: 'job', name: 'test' }, 'test')
const workspace = { id: 'w1' } as Workspace

/** Two internal users under one id, each with a stream; a tab writes on until it is parted for the second time. */
const world = (failing = false) => {
  const happened: string[] = []
  const streams = new Map([
    ['proven', 5],
    ['claimed', 2],
  ])
  let known = ['proven', 'claimed']
  let isBroken = failing
  const erase = createEraseUser({
    users: {
      known: async () => known,
      forget: async () => {
        happened.push('forgotten')
        known = []
        streams.set('proven', 1)
      },
    },
    async eraseStream(_context, user) {
      if (isBroken) throw new Error('disk full')
      happened.push(`erased ${user}`)
      streams.set(user, 0)
    },
    session: async (_context, user) => ({ seq: streams.get(user) ?? 0 }),
    forgetWake: async (_context, user) => void happened.push(`not woken ${user}`),
    part: (_context, user) => void happened.push(`parted ${user}`),
  })
  return {
    happened,
    streams,
    erase: () => erase(context, workspace, 'ada'),
    mend: () => {
      isBroken = false
    },
  }
}

test('everybody whom the id stands for is erased, and what an open tab wrote meanwhile goes too', async () => {
  const { erase, happened, streams } = world()
  expect(await erase()).toBe(true)
  expect([...streams.values()]).toEqual([0, 0])
  expect(happened.filter((one) => one === 'erased proven')).toHaveLength(2)
  expect(happened.filter((one) => one === 'erased claimed')).toHaveLength(1)
  expect(happened).toContain('not woken claimed')
})

test('who they are is forgotten last: an erasure that failed is repaired by asking again', async () => {
  const { erase, happened, mend } = world(true)
  await expect(erase()).rejects.toThrow('disk full')
  expect(happened).not.toContain('forgotten')
  mend()
  expect(await erase()).toBe(true)
  expect(await erase()).toBe(false)
})
