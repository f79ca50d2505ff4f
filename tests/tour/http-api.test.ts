import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errorCatalogue } from '../../contract/errors.ts'
import type { HttpServices } from '../../server/http/http-services.ts'
import type { Route } from '../../server/http/route.ts'
import { createRoutes } from '../../server/http/routes.ts'
import { mayDo } from '../../server/tenants/permissions.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { matchExample } from './match-example.ts'
import { blocksOf, readDocument, rowsOf, sectionOf } from './read-document.ts'

const document = readDocument('docs/http-api.md')

/** The table is data; what its handlers would call is never called here. */
const nothing: object = new Proxy({}, { get: () => nothing })
const routes = createRoutes(nothing as HttpServices)
const titleOf = ({ method, path }: Route) => `${method.toUpperCase()} ${path.replace(/:(\w+)/g, '{$1}')}`

interface Example {
  readonly line: number
  readonly method: string
  readonly path: string
  readonly authorization: string
  readonly body: string
  readonly status: number
  /** Undefined where only the status is promised. */
  readonly answer: unknown
}

const examplesIn = (text: string): readonly Example[] => {
  const blocks = blocksOf(text)
  return blocks.flatMap(({ info, text: request, line }, index) => {
    if (!/^http\b/.test(info)) return []
    const [head = '', ...rest] = request.split('\n\n')
    const [first = '', ...headers] = head.split('\n')
    const [method = '', path = ''] = first.split(' ')
    const next = blocks[index + 1]
    const status = /^http (\d{3})$/.exec(info)?.[1] ?? /^json (\d{3})$/.exec(next?.info ?? '')?.[1]
    return [
      {
        line,
        method,
        path,
        authorization: headers.find((header) => /^authorization:/i.test(header))?.split(': ')[1] ?? 'Bearer sk_…',
        body: rest.join('\n\n'),
        status: status === undefined ? Number.NaN : Number(status),
        answer: next?.info === `json ${status}` && info === 'http' ? JSON.parse(next.text) : undefined,
      },
    ]
  })
}
const examples = examplesIn(document)

describe('docs/http-api.md', () => {
  test('names every route of the server, and no other', () => {
    const documented = [...document.matchAll(/^### ((?:GET|PUT|POST|DELETE|PATCH) .*)$/gm)].map((match) => match[1])
    expect(documented.toSorted()).toEqual(routes.map(titleOf).toSorted())
  })

  test.each(routes.map((route) => [titleOf(route), route] as const))(
    'says of %s what it is for and who may call it, with an example',
    (title, route) => {
      const section = sectionOf(document, title)
      const isAdmins = route.at === 'tenant' && mayDo({ kind: 'tenant-admin', key: '' }, route.action)
      const tenant = isAdmins ? 'Secret or tenant key' : 'Secret key'
      const caller = { public: 'Anyone', installation: 'Operator key', workspace: 'Secret key', tenant }
      expect(section.trim()).toMatch(new RegExp(`^${caller[route.at]} \\(\`${route.action}\`\\)\\. `))
      expect(section.replace(/\s+/g, ' ')).toContain(route.summary)
      const pattern = new RegExp(`^${route.path.replace(/:\w+/g, '[^/?]+')}(\\?.*)?$`)
      expect(
        examplesIn(section).filter(({ method, path }) => method === route.method.toUpperCase() && pattern.test(path)),
      ).not.toEqual([])
    },
  )

  test('explains every error code, with its status', () => {
    const documented = rowsOf(sectionOf(document, 'Error codes')).map(([code, status]) => [code, Number(status)])
    expect(documented).toEqual(Object.entries(errorCatalogue).map(([code, { status }]) => [code, status]))
  })

  describe('its examples, from top to bottom', () => {
    let cairn: RunningCairn
    let secretKey = ''
    let tenantKey = ''
    const bindings = new Map<string, string>()
    const bound = (text: string) => [...bindings].reduce((path, [from, to]) => path.replaceAll(from, to), text)
    beforeAll(async () => {
      cairn = await startCairn()
    })
    afterAll(() => cairn?.remove())

    const ask = async ({ method, path, authorization, body }: Example) => {
      const response = await fetch(cairn.url + bound(path), {
        method,
        headers: {
          authorization: authorization
            .replace('op_…', cairn.operatorKey)
            .replace('sk_…', secretKey)
            .replace('tk_…', tenantKey),
          ...(body === '' ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === '' ? {} : { body }),
      })
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.includes('application/json') === true
      return { status: response.status, body: isJson ? (JSON.parse(text) as unknown) : text }
    }

    test.each(examples.map((example) => [example.line, `${example.method} ${example.path}`, example] as const))(
      'line %d: %s is answered as documented',
      async (_line, _title, example) => {
        let answer = await ask(example)
        let differences = matchExample(example.answer ?? '…', answer.body, new Map(bindings))
        // Decisions follow the answer to what caused them.
        for (let again = 0; again < 20 && example.method === 'GET' && differences.length > 0; again++) {
          await sleep(100)
          answer = await ask(example)
          differences = matchExample(example.answer ?? '…', answer.body, new Map(bindings))
        }
        expect(differences).toEqual([])
        expect(answer.status).toBe(example.status)
        matchExample(example.answer ?? '…', answer.body, bindings)
        if (example.path === '/v1/tenants/acme/keys' && example.method === 'POST')
          tenantKey = (answer.body as { key: string }).key
        if (example.path === '/v1/workspaces') secretKey = (answer.body as { secretKey: string }).secretKey
      },
    )
  })
})
