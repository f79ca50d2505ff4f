import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { tenantContext } from '../tenants/contexts.ts'
import { createExposureCounts } from './exposure-counts.ts'

const dayMs = 86_400_000
const inTenant = (name: string) => tenantContext('w1', name, { kind: 'job', name: 'test' }, 'test')
const directory = mkdtempSync(join(tmpdir(), 'cairn-exposure-'))
let storage: Storage
beforeAll(async () => {
  storage = await openStorage({ form: 'embedded', directory })
})
afterAll(async () => {
  await storage.close()
  rmSync(directory, { recursive: true, force: true })
})

let clock = Date.UTC(2026, 10, 21)
/** Counts as one process sees them. */
const process = (node: string) => createExposureCounts(storage.tenant, { now: () => clock, node })
const chance = (group: string, isChosen: boolean, content = 'upgrade') => ({ content, group, isChosen })

test('what several processes have decided is added up, and stays within its tenant', async () => {
  const [left, right] = [process('left'), process('right')]
  await left.note(inTenant('sum'), [chance('north', true), chance('south', false)])
  await Promise.all([
    right.note(inTenant('sum'), [chance('north', false)]),
    right.note(inTenant('sum'), [chance('north', true, 'beta')]),
  ])
  expect(await process('reader').shares(inTenant('sum'), 28)).toEqual({
    upgrade: { north: { considered: 2, chosen: 1 }, south: { considered: 1, chosen: 0 } },
    beta: { north: { considered: 1, chosen: 1 } },
  })
  expect(await process('reader').shares(inTenant('elsewhere'), 28)).toEqual({})
})

test('a process that comes back under its name goes on counting where it was', async () => {
  await process('same').note(inTenant('again'), [chance('north', true)])
  await process('same').note(inTenant('again'), [chance('north', true)])
  expect(await process('reader').shares(inTenant('again'), 1)).toEqual({
    upgrade: { north: { considered: 2, chosen: 2 } },
  })
})

test('only the days of the window count, and what no window can reach is removed', async () => {
  const context = inTenant('window')
  await process('old').note(context, [chance('north', true)])
  clock += 10 * dayMs
  await process('new').note(context, [chance('north', false)])
  expect(await process('reader').shares(context, 10)).toEqual({ upgrade: { north: { considered: 1, chosen: 0 } } })
  expect(await process('reader').shares(context, 11)).toEqual({ upgrade: { north: { considered: 2, chosen: 1 } } })
  clock += 85 * dayMs
  await process('newer').note(context, [chance('south', true)])
  clock -= 85 * dayMs
  expect(await process('reader').shares(context, 11)).toEqual({
    upgrade: { north: { considered: 1, chosen: 0 }, south: { considered: 1, chosen: 1 } },
  })
})

test('a flood of contents and groups stays small', async () => {
  const context = inTenant('flood')
  const chances = Array.from({ length: 300 }, (_, content) =>
    Array.from({ length: 20 }, (_, group) => chance(`g${group}`, true, `c${content}`)),
  ).flat()
  await process('flooded').note(context, chances)
  const shares = await process('reader').shares(context, 1)
  expect(Object.keys(shares)).toHaveLength(200)
  expect(Object.keys(shares.c0 ?? {})).toHaveLength(13)
  expect(shares.c0?.other).toEqual({ considered: 8, chosen: 8 })
})
