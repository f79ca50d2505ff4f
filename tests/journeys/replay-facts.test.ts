import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Decision } from '../../contract/decision.ts'
import type { ReplayedPage } from '../../contract/replay.ts'
import { publishStart } from '../cairn/first-content.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
let cairn: RunningCairn
let workspace: TestWorkspace
let directory: string
let outside: Server
let seatsLeft = 3
let asked = 0

beforeAll(async () => {
  outside = createServer((_request, response) => {
    asked += 1
    response.end(JSON.stringify({ left: seatsLeft }))
  })
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve))
  directory = mkdtempSync(join(tmpdir(), 'cairn-replay-facts-'))
  const folder = join(directory, 'plugins', 'seats')
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'index.ts'),
    `import { defineGuardrail } from 'cairn/plugin'
     import { z } from 'zod'
     export default defineGuardrail({ name: 'seats', version: '1.0.0', summary: 'Only while seats are left.', phase: 'eligibility',
       options: z.object({}), reasons: { full: { en: 'No seat is left.' }, unknown: { en: 'Nobody knows.' } },
       hosts: ['127.0.0.1'], facts: { about: 'user', seconds: 3600 },
       prepareFacts: async (_input, { fetch }) =>
         JSON.parse((await fetch('http://127.0.0.1:${(outside.address() as AddressInfo).port}/')).body),
       check: ({ facts }) => facts === null || facts === undefined
         ? { verdict: 'veto', code: 'unknown', retryAfterMs: 200 }
         : (facts as { left: number }).left > 0 ? { verdict: 'allow' } : { verdict: 'veto', code: 'full' } })`,
  )
  cairn = await startCairn({ env: { CAIRN_PLUGINS: join(directory, 'plugins'), CAIRN_TEST_PLUGIN_LOOPBACK: 'yes' } })
  workspace = await createWorkspace(cairn, [origin], { guardrails: [{ plugin: 'seats' }] })
  await publishStart(workspace)
})
afterAll(async () => {
  await cairn?.remove()
  await new Promise((resolve) => outside.close(resolve))
  rmSync(directory, { recursive: true, force: true })
})

test('a deep replay hands a plugin what it found out then: the outside has changed since, and is not asked', async () => {
  const token = await workspace.sign('ada')
  const client = await connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token })
  await client.send([message('page', { path: '/' })])
  await client.until(({ items }) => items.length > 0)
  client.close()
  const { decisions } = await workspace.call<{ decisions: Decision[] }>(
    'GET',
    '/v1/tenants/default/users/ada/decisions',
  )
  expect(decisions[0]?.answers.eligibility.find(({ plugin }) => plugin === 'seats')?.facts).toEqual({ left: 3 })

  seatsLeft = 0
  const before = asked
  const page = await workspace.call<ReplayedPage>('POST', '/v1/tenants/default/decisions/replay', {
    deep: true,
    limit: 50,
  })
  expect(page.different).toBe(0)
  expect(page.same).toBe(page.looked)
  expect(JSON.stringify(page)).not.toContain('no-answer-now')
  expect(asked).toBe(before)
})
