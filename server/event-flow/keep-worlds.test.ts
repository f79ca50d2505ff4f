import { expect, test } from 'vitest'
import type { TenantContext } from '../../contract/context.ts'
import type { World } from './flow-deps.ts'
import { keepWorlds } from './keep-worlds.ts'

const context = (tenant: string) => ({ tenant }) as TenantContext

const setUp = () => {
  let now = 0
  const looks: string[] = []
  const worlds = keepWorlds(
    async ({ tenant }) => {
      looks.push(tenant)
      if (tenant === 'broken') throw new Error('no store')
      return { settings: { id: `${looks.length}` } } as World
    },
    () => now,
  )
  return {
    worlds,
    looks,
    later: (ms: number) => {
      now += ms
    },
  }
}
const idAt = async (worlds: ReturnType<typeof keepWorlds>, tenant: string) =>
  (await worlds.now(context(tenant))).settings.id

test('a tenant is looked at once in a tenth of a second, each for itself', async () => {
  const { worlds, looks, later } = setUp()
  expect([await idAt(worlds, 'a'), await idAt(worlds, 'a'), await idAt(worlds, 'b')]).toEqual(['1', '1', '2'])
  later(100)
  expect(await idAt(worlds, 'a')).toBe('3')
  expect(looks).toEqual(['a', 'b', 'a'])
})

test('what this process changes is seen by whoever asks next, also where a look was under way', async () => {
  const { worlds } = setUp()
  const underWay = worlds.now(context('a'))
  worlds.changed()
  expect(await idAt(worlds, 'a')).toBe('2')
  await underWay
  expect(await idAt(worlds, 'a')).toBe('2')
})

test('a look that failed is not kept', async () => {
  const { worlds, looks } = setUp()
  await expect(worlds.now(context('broken'))).rejects.toThrow('no store')
  await expect(worlds.now(context('broken'))).rejects.toThrow('no store')
  expect(looks).toHaveLength(2)
})
