import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CairnKeys } from './cairn-keys.ts'
import { type SetUp, setUpCairn } from './set-up.ts'

/** Cairn's HTTP interface as far as the set-up uses it. */
let http: Server
let calls: string[]
let validKey: string
let minted: number
let failAt: string | undefined
let published: Set<string>
let changed: Set<string>
let directory: string
let held: CairnKeys | undefined
let setUp: SetUp

beforeEach(async () => {
  calls = []
  minted = 0
  failAt = undefined
  validKey = ''
  held = undefined
  published = new Set()
  changed = new Set()
  directory = mkdtempSync(join(tmpdir(), 'halyard-test-'))
  http = createServer((request, response) => {
    const { method, url = '' } = request
    const answer = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body))
    request.resume().on('end', () => {
      const key = request.headers.authorization?.slice(7)
      calls.push(`${method} ${url}`)
      if (failAt === `${method} ${url}`) return answer(503, { error: { code: 'NOT_READY', message: '' } })
      if (url === '/v1/workspaces') {
        if (key !== 'op_key') return answer(401, { error: { code: 'KEY_UNKNOWN', message: '' } })
        minted += 1
        validKey = `sk_${minted}`
        return answer(201, {
          workspace: `w${minted}`,
          publishableKey: `pk_${minted}`,
          secretKey: validKey,
          signing: { kid: 'k', secret: 's' },
        })
      }
      if (key !== validKey) return answer(401, { error: { code: 'KEY_UNKNOWN', message: '' } })
      if (url.endsWith('/settings')) {
        if (method === 'GET') return answer(200, { changes: changed.has(url) ? [{}] : [] })
        changed.add(url)
      }
      if (url.endsWith('/publish')) published.add(url.slice(0, -'/publish'.length))
      if (url.endsWith('/content'))
        return answer(200, {
          published: [...published]
            .filter((item) => item.startsWith(`${url}/`))
            .map((item) => ({ content: { key: item.slice(url.length + 1) } })),
        })
      answer(200, {})
    })
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  writeFileSync(join(directory, 'operator.key'), 'op_key\n')
  setUp = {
    cairn: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    origins: ['http://127.0.0.1:4601'],
    operatorKeyFile: join(directory, 'operator.key'),
    content: { workspace: { one: {}, two: {} }, tenants: { 'brandt-optik': { one: {} } } },
    keys: () => held,
    newKeys: (keys) => {
      held = keys
    },
  }
})
afterEach(async () => {
  http.closeAllConnections()
  await new Promise((resolve) => http.close(resolve))
  rmSync(directory, { recursive: true })
})

const everything = ['/v1/content/one', '/v1/content/two', '/v1/tenants/brandt-optik/content/one']

test('the first start makes the workspace, its tenants, settings and content', async () => {
  await setUpCairn(setUp)
  expect(minted).toBe(1)
  expect([...published]).toEqual(everything)
  expect([...changed]).toEqual(['/v1/settings', '/v1/tenants/brandt-optik/settings'])
})

test('the next start writes nothing that an author may have changed since', async () => {
  await setUpCairn(setUp)
  calls = []
  await setUpCairn(setUp)
  expect(calls.filter((call) => /content|settings/.test(call) && !call.startsWith('GET'))).toEqual([])
  expect(minted).toBe(1)
})

test('a start that broke off is completed by the next one', async () => {
  failAt = 'POST /v1/content/two/publish'
  await expect(setUpCairn(setUp)).rejects.toThrow('NOT_READY')
  failAt = undefined
  await setUpCairn(setUp)
  expect([...published]).toEqual(everything)
  expect(minted).toBe(1)
})

test('where Cairn has begun anew, so does the product', async () => {
  await setUpCairn(setUp)
  validKey = 'sk_of-another-life'
  await setUpCairn(setUp)
  expect(held?.secretKey).toBe('sk_2')
})
