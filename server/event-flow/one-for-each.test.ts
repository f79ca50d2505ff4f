import { expect, test } from 'vitest'
import { oneForEach } from './one-for-each.ts'

const [acme, globex] = [{ tenant: 'acme' }, { tenant: 'globex' }]

test('a tenant that asks again before it is answered is sent away, and the next tenant has its turn', async () => {
  const inTurn = oneForEach(20_000)
  const began: string[] = []
  let finish = (): void => undefined
  const first = inTurn(acme, async () => {
    began.push('acme')
    await new Promise<void>((resolve) => (finish = resolve))
  })
  const other = inTurn(globex, async () => began.push('globex'))
  await expect(inTurn(acme, async () => began.push('again'))).rejects.toMatchObject({
    code: 'RATE_LIMITED',
    facts: { retryAfterMs: 20_000 },
  })
  expect(began).toEqual(['acme'])
  finish()
  await Promise.all([first, other])
  expect(began).toEqual(['acme', 'globex'])
})

test('work that fails gives its place back', async () => {
  const inTurn = oneForEach(1)
  await expect(
    inTurn(acme, async () => {
      throw new Error('broken')
    }),
  ).rejects.toThrow('broken')
  expect(await inTurn(acme, async () => 'done')).toBe('done')
})
