import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { takenOf } from '../../contract/account-caps.ts'
import { createAccountAttention } from '../../server/delivery/account-attention.ts'
import type { Storage } from '../../server/storage/storage.ts'
import { tenantContext } from './contexts.ts'
import { forms, type Installation } from './forms.ts'

const dayMs = 86_400_000
const key = 'fatigue:account:overlay:day'
const offer = (decision: string, limit = 10) => ({
  decision,
  reserve: [{ key, limit, windowMs: dayMs, scope: 'account' as const }],
})
let clock = Date.UTC(2026, 10, 21)

describe.each(forms.filter(({ skip }) => !skip))('caps of an account on $title', (form) => {
  let installation: Installation
  let storage: Storage
  beforeAll(async () => {
    installation = await form.install()
    storage = installation.storage
  })
  afterAll(() => installation.remove())

  const inTenant = (name: string) => tenantContext(name)
  /** An account's caps as one process sees them. */
  const process = (store = storage.tenant) =>
    createAccountAttention(store, {
      now: () => clock,
      id: v7,
      nameOf: async (_context, account) => `hash-of-${account}`,
      onSnapshotFailure: (cause) => {
        throw cause
      },
    })
  const taken = async (attention: ReturnType<typeof process>, tenant: string, account = 'acme') =>
    takenOf(await attention.caps(inTenant(tenant), account), key, clock)

  test('however many are decided for at once, in however many processes, a cap of ten lets ten through', async () => {
    const context = inTenant('crowd')
    const processes = [process(), process(), process()]
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        processes[index % 3]?.reserve(context, 'acme', [offer(`decision-${index}`)]),
      ),
    )
    expect(answers.filter((isReserved) => isReserved)).toHaveLength(10)
    expect(await taken(process(), 'crowd')).toBe(10)
  })

  test('one account takes nothing from another, nor from the one of that name in another tenant', async () => {
    const attention = process()
    expect(await attention.reserve(inTenant('apart'), 'acme', [offer('one', 1)])).toBe(true)
    expect(await attention.reserve(inTenant('apart'), 'acme', [offer('two', 1)])).toBe(false)
    expect(await attention.reserve(inTenant('apart'), 'other', [offer('three', 1)])).toBe(true)
    expect(await attention.reserve(inTenant('beside'), 'acme', [offer('four', 1)])).toBe(true)
  })

  test('a process that dies after reserving costs the account two minutes', async () => {
    const context = inTenant('crash')
    await process().reserve(context, 'acme', [offer('lost', 1)])
    const survivor = process()
    expect(await survivor.reserve(context, 'acme', [offer('next', 1)])).toBe(false)
    clock += 131_000
    expect(await survivor.reserve(context, 'acme', [offer('next', 1)])).toBe(true)
  })

  test('what is painted is counted once, whoever tells it and however often', async () => {
    const context = inTenant('once')
    await process().reserve(context, 'acme', [offer('one')])
    const painted = { ...offer('one'), offeredAt: clock }
    await Promise.all([process(), process()].map((each) => each.painted(context, 'acme', painted)))
    clock += 200_000
    await process().painted(context, 'acme', painted)
    expect(await taken(process(), 'once')).toBe(1)
  })

  test('what is given back is free at once, in another process too', async () => {
    const context = inTenant('back')
    const [here, there] = [process(), process()]
    await here.reserve(context, 'acme', [offer('one', 1)])
    await here.release(context, 'acme', ['one', 'never-offered'])
    expect(await there.reserve(context, 'acme', [offer('two', 1)])).toBe(true)
  })

  test('what another process has reserved is seen within seconds', async () => {
    const context = inTenant('fresh')
    const [here, there] = [process(), process()]
    expect(await taken(there, 'fresh')).toBe(0)
    await here.reserve(context, 'acme', [offer('one')])
    clock += 2_001
    expect(await taken(there, 'fresh')).toBe(1)
  })

  test('a process that starts later goes on from the snapshot, and counts the same', async () => {
    const context = inTenant('snapshot')
    const first = process()
    for (let shown = 0; shown < 150; shown++) {
      await first.reserve(context, 'acme', [offer(`d${shown}`, 1_000)])
      await first.painted(context, 'acme', { ...offer(`d${shown}`, 1_000), offeredAt: clock })
    }
    const reads: number[] = []
    const counting = {
      ...storage.tenant,
      read: async (...given: Parameters<typeof storage.tenant.read>) => {
        const entries = await storage.tenant.read(...given)
        reads.push(entries.length)
        return entries
      },
    }
    const later = process(counting)
    expect(takenOf(await later.caps(context, 'acme'), key, clock)).toBe(150)
    expect(reads.reduce((sum, count) => sum + count, 0)).toBeLessThan(150)
  })
})
