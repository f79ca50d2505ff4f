import { rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defineCollection } from '../../contract/collection.ts'
import type { Filter } from '../../contract/filter.ts'
import { compileFilter } from '../../server/filtering/compile-filter.ts'
import { compareRecords } from '../../server/storage/compare-records.ts'
import { openStorage } from '../../server/storage/open-storage.ts'
import { SealBrokenError } from '../../server/storage/sealing/sealer.ts'
import type { NewEntry } from '../../server/storage/store.ts'
import { filters, plainRecords } from './arbitraries.ts'
import { installationContext, tenantContext, workspaceContext } from './contexts.ts'
import { forms, type Installation } from './forms.ts'

const entry = (id: string, body: unknown = { text: id }): NewEntry => ({
  id,
  kind: 'note',
  at: 1_732_190_000_123,
  body,
})

interface Person {
  readonly id: string
  readonly team: string
  readonly age: number
  readonly email: string
  readonly note: { readonly text: string }
}
const people = defineCollection<Person>()({
  name: 'people',
  plain: ['team', 'age'],
  blind: ['email'],
  indexes: [['team', 'age'], ['email']],
})
const person = (id: string, changes: Partial<Person> = {}): Person => ({
  id,
  team: 'red',
  age: 40,
  email: `${id}@example.test`,
  note: { text: `note of ${id}` },
  ...changes,
})

interface Loose {
  readonly id: string
  readonly a?: unknown
  readonly b?: unknown
  readonly tags?: unknown
  readonly order: number
}
const loose = defineCollection<Loose>()({
  name: 'loose',
  plain: ['a', 'b', 'tags', 'order'],
  blind: [],
  indexes: [['a', 'b'], ['order']],
})

let tenants = 0
/** A tenant nobody used yet: every test has walls of its own. */
const freshTenant = () => {
  tenants += 1
  return tenantContext(`t${tenants}`)
}

for (const form of forms) {
  if (form.skip) process.stderr.write('SKIPPED: the MongoDB form; set MONGODB_URL to a server to run it\n')

  describe.skipIf(form.skip)(form.title, () => {
    let installed: Installation
    const tenant = () => installed.storage.tenant
    const control = () => installed.storage.control

    beforeAll(async () => {
      installed = await form.install()
    })
    afterAll(async () => {
      await installed?.remove()
    })

    describe('streams', () => {
      test('what was appended reads back in order, numbered from 1 without gaps', async () => {
        const context = freshTenant()
        expect(await tenant().append(context, 's', 0, [entry('a')])).toEqual({ outcome: 'appended', head: 1 })
        expect(await tenant().append(context, 's', 1, [entry('b'), entry('c')])).toEqual({
          outcome: 'appended',
          head: 3,
        })
        expect(await tenant().read(context, 's')).toEqual([
          { ...entry('a'), seq: 1 },
          { ...entry('b'), seq: 2 },
          { ...entry('c'), seq: 3 },
        ])
        expect(await tenant().head(context, 's')).toBe(3)
      })

      test('an append at a head that has moved on is a conflict and writes nothing', async () => {
        const context = freshTenant()
        await tenant().append(context, 's', 0, [entry('a')])
        expect(await tenant().append(context, 's', 0, [entry('b')])).toEqual({ outcome: 'conflict', head: 1 })
        expect(await tenant().head(context, 's')).toBe(1)
      })

      test('an append beyond the head is a conflict and leaves no gap', async () => {
        const context = freshTenant()
        expect(await tenant().append(context, 's', 7, [entry('a')])).toEqual({ outcome: 'conflict', head: 0 })
        await tenant().append(context, 's', 0, [entry('a')])
        expect(await tenant().append(context, 's', 2, [entry('b')])).toEqual({ outcome: 'conflict', head: 1 })
        expect(await tenant().read(context, 's')).toHaveLength(1)
      })

      test('an id that stands in the stream is a duplicate, at whatever head it comes again', async () => {
        const context = freshTenant()
        await tenant().append(context, 's', 0, [entry('a')])
        const duplicate = { outcome: 'duplicate', ids: ['a'], head: 1 }
        expect(await tenant().append(context, 's', 1, [entry('a')])).toEqual(duplicate)
        expect(await tenant().append(context, 's', 0, [entry('a')])).toEqual(duplicate)
        expect(await tenant().append(context, 's', 1, [entry('b'), entry('a')])).toEqual(duplicate)
        expect(await tenant().append(context, 's', 1, [entry('c'), entry('c')])).toEqual({ ...duplicate, ids: ['c'] })
        expect(await tenant().head(context, 's')).toBe(1)
      })

      test('the same id stands in two streams', async () => {
        const context = freshTenant()
        await tenant().append(context, 's1', 0, [entry('a')])
        expect(await tenant().append(context, 's2', 0, [entry('a')])).toEqual({ outcome: 'appended', head: 1 })
      })

      test('appenders at once get every entry in, each once and without a gap', async () => {
        const context = freshTenant()
        const appender = async (name: string) => {
          let head = 0
          for (let n = 0; n < 10; n += 1)
            for (;;) {
              const batch = [entry(`${name}-${n}-0`), entry(`${name}-${n}-1`)]
              const result = await tenant().append(context, 's', head, batch)
              head = result.head
              if (result.outcome === 'appended') break
              // A prefix of the batch may stand already; the rest is appended singly.
              if (result.outcome === 'duplicate') {
                for (const one of batch)
                  for (;;) {
                    const again = await tenant().append(context, 's', head, [one])
                    head = again.head
                    if (again.outcome !== 'conflict') break
                  }
                break
              }
            }
        }
        await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(appender))
        const entries = await tenant().read(context, 's')
        expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 120 }, (_, index) => index + 1))
        expect(new Set(entries.map(({ id }) => id)).size).toBe(120)
      })

      test('reading goes on after a seq and stops at a limit', async () => {
        const context = freshTenant()
        await tenant().append(
          context,
          's',
          0,
          Array.from({ length: 25 }, (_, index) => entry(`e${index + 1}`)),
        )
        const page = await tenant().read(context, 's', { after: 10, limit: 5 })
        expect(page.map(({ id }) => id)).toEqual(['e11', 'e12', 'e13', 'e14', 'e15'])
        expect(await tenant().read(context, 's', { after: 25 })).toEqual([])
        await expect(tenant().read(context, 's', { limit: 0 })).rejects.toThrow(RangeError)
      })

      test('any JSON body comes back as it was given', async () => {
        const context = freshTenant()
        let head = 0
        await fc.assert(
          fc.asyncProperty(fc.jsonValue(), async (value) => {
            const body = JSON.parse(JSON.stringify(value)) as unknown
            await tenant().append(context, 's', head, [entry(`e${head}`, body)])
            const [read] = await tenant().read(context, 's', { after: head })
            head += 1
            expect(read?.body).toEqual(body)
          }),
          { numRuns: 50 },
        )
      })

      test('an erased stream is gone and begins again at 1', async () => {
        const context = freshTenant()
        await tenant().append(context, 's', 0, [entry('a'), entry('b')])
        await tenant().append(context, 'other', 0, [entry('a')])
        await tenant().eraseStream(context, 's')
        expect(await tenant().read(context, 's')).toEqual([])
        expect(await tenant().append(context, 's', 2, [entry('c')])).toEqual({ outcome: 'conflict', head: 0 })
        expect(await tenant().append(context, 's', 0, [entry('a')])).toEqual({ outcome: 'appended', head: 1 })
        expect(await tenant().head(context, 'other')).toBe(1)
      })

      test('what is not an entry is refused before it reaches the store', async () => {
        const context = freshTenant()
        await expect(tenant().append(context, 's', 0, [])).rejects.toThrow(RangeError)
        await expect(tenant().append(context, 's', -1, [entry('a')])).rejects.toThrow(RangeError)
        await expect(tenant().append(context, '', 0, [entry('a')])).rejects.toThrow(TypeError)
        await expect(tenant().append(context, 's', 0, [{ ...entry('a'), at: Number.NaN }])).rejects.toThrow(TypeError)
        await expect(tenant().append(context, 's', 0, [{ ...entry('a'), id: true as never }])).rejects.toThrow(
          TypeError,
        )
        expect(await tenant().head(context, 's')).toBe(0)
      })
    })

    describe('records', () => {
      test('a record reads back whole: plain, blind and sealed fields', async () => {
        const context = freshTenant()
        await tenant().put(context, people, person('p1'))
        expect(await tenant().get(context, people, 'p1')).toEqual(person('p1'))
        expect(await tenant().get(context, people, 'p2')).toBeUndefined()
      })

      test('put replaces the whole record', async () => {
        const context = freshTenant()
        await tenant().put(context, people, person('p1'))
        await tenant().put(context, people, person('p1', { team: 'blue', note: { text: 'new' } }))
        expect(await tenant().find(context, people, {})).toEqual([
          person('p1', { team: 'blue', note: { text: 'new' } }),
        ])
      })

      test('a batch is written whole, but for what stands already, which stays as it is', async () => {
        const context = freshTenant()
        await tenant().put(context, people, person('p2', { age: 2 }))
        const batch = (age: number) => ['p1', 'p2', 'p3'].map((id) => person(id, { age }))
        await tenant().insertAll(context, people, batch(7))
        await Promise.all([8, 9].map((age) => tenant().insertAll(context, people, batch(age))))
        await tenant().insertAll(context, people, [])
        const found = await tenant().find(context, people, {}, { sort: [['id', 1]] })
        expect(found.map(({ id, age }) => [id, age])).toEqual([
          ['p1', 7],
          ['p2', 2],
          ['p3', 7],
        ])
      })

      test('insert writes once: of many at once exactly one is told so', async () => {
        const context = freshTenant()
        const tries = Array.from({ length: 8 }, (_, age) => tenant().insert(context, people, person('p1', { age })))
        const outcomes = await Promise.all(tries)
        expect(outcomes.filter(Boolean)).toHaveLength(1)
        expect((await tenant().get(context, people, 'p1'))?.age).toBe(outcomes.indexOf(true))
      })

      test('puts of one new id at once all succeed', async () => {
        const context = freshTenant()
        await Promise.all(Array.from({ length: 8 }, (_, age) => tenant().put(context, people, person('p1', { age }))))
        expect(await tenant().find(context, people, {})).toHaveLength(1)
      })

      test('delete removes one record, and deleting what is not there is no error', async () => {
        const context = freshTenant()
        await tenant().put(context, people, person('p1'))
        await tenant().put(context, people, person('p2'))
        await tenant().delete(context, people, 'p1')
        await tenant().delete(context, people, 'p1')
        expect((await tenant().find(context, people, {})).map(({ id }) => id)).toEqual(['p2'])
      })

      test('a blind field is found by its exact value only', async () => {
        const context = freshTenant()
        await tenant().put(context, people, person('p1'))
        await tenant().put(context, people, person('p2'))
        expect(await tenant().find(context, people, { email: 'p2@example.test' })).toEqual([person('p2')])
        expect(await tenant().find(context, people, { $or: [{ email: 'p2@example.test' }, { age: 1 }] })).toHaveLength(
          1,
        )
        expect(await tenant().find(context, people, { email: 'p2@example' })).toEqual([])
        await expect(tenant().find(context, people, { email: { $ne: 'x' } as never })).rejects.toThrow(TypeError)
      })

      test('pages sorted by a field are stable, ties by id', async () => {
        const context = freshTenant()
        for (const id of ['d', 'b', 'a', 'c', 'e'])
          await tenant().put(context, people, person(id, { age: id < 'c' ? 1 : 2 }))
        const ids = async (direction: 1 | -1, limit: number) =>
          (await tenant().find(context, people, { team: 'red' }, { sort: [['age', direction]], limit })).map(
            ({ id }) => id,
          )
        expect(await ids(1, 5)).toEqual(['a', 'b', 'c', 'd', 'e'])
        expect(await ids(-1, 5)).toEqual(['c', 'd', 'e', 'a', 'b'])
        expect(await ids(-1, 2)).toEqual(['c', 'd'])
      })

      test('a filter that is no filter is refused: sealed fields, operators that run code, prototypes, values', async () => {
        const context = freshTenant()
        await tenant().put(context, people, person('p1'))
        const hostile: unknown[] = [
          { note: 'x' },
          { 'note.text': 'x' },
          { $where: 'true' },
          { $nor: [{ age: 1 }] },
          { $expr: { $eq: [1, 1] } },
          { team: { $regex: '.*' } },
          { team: { $function: {} } },
          { team: { $eq: { $gt: '' } } },
          { team: { $in: [{ $gt: '' }] } },
          { team: undefined },
          { team: [] },
          { team: {} },
          { team: /red/ },
          { team: () => true },
          { constructor: 'x' },
          JSON.parse('{"__proto__": {"$gt": ""}}'),
          JSON.parse('{"team": {"__proto__": 1}}'),
          { "team') OR 1=1 --": 'x' },
          [],
          null,
        ]
        for (const filter of hostile)
          await expect(tenant().find(context, people, filter as never), JSON.stringify(filter)).rejects.toThrow(
            TypeError,
          )
        await expect(tenant().find(context, people, {}, { sort: [['note' as never, 1]] })).rejects.toThrow(TypeError)
      })

      test('texts that look like SQL, JSON paths or operators are only texts', async () => {
        const context = freshTenant()
        const texts = [
          "'; DROP TABLE entries; --",
          '$team',
          '{"$gt":""}',
          '%',
          '_',
          '\\',
          '"',
          'a\u0000b',
          '\u{1F600}',
          '',
        ]
        for (const [index, team] of texts.entries()) await tenant().put(context, people, person(`p${index}`, { team }))
        for (const [index, team] of texts.entries())
          expect(
            (await tenant().find(context, people, { team })).map(({ id }) => id),
            team,
          ).toEqual([`p${index}`])
      })

      test('plain fields with keys that could pass for operators or paths are refused', async () => {
        const context = freshTenant()
        for (const a of [{ $gt: 1 }, { 'x.y': 1 }, JSON.parse('{"__proto__": 1}'), [[1]]])
          await expect(tenant().put(context, loose, { id: 'x', order: 1, a })).rejects.toThrow(TypeError)
        await expect(tenant().put(context, loose, { id: 'x', order: Number.NaN })).rejects.toThrow(TypeError)
      })

      test('find gives what the filter language says, in the order it says, whatever the values', async () => {
        const context = freshTenant()
        const records = fc.sample(plainRecords, { numRuns: 60, seed: 7 }).map((fields, order) => ({
          id: `r${String(order).padStart(2, '0')}`,
          order: order % 7,
          ...fields,
        }))
        for (const record of records) await tenant().put(context, loose, record)
        const sorts = fc.constantFrom([], [['order', 1]], [['order', -1]], [['id', -1]]) as fc.Arbitrary<
          (readonly ['order' | 'id', 1 | -1])[]
        >
        await fc.assert(
          fc.asyncProperty(filters, sorts, fc.integer({ min: 1, max: 70 }), async (filter, sort, limit) => {
            const expected = records
              .filter(compileFilter(filter as Filter))
              .sort(compareRecords(sort))
              .slice(0, limit)
            const found = await tenant().find(context, loose, filter as never, { sort, limit })
            expect(found).toEqual(expected)
          }),
          { numRuns: 300, seed: 11 },
        )
      })
    })

    describe('walls', () => {
      test('20 tenants at once never see each other', async () => {
        const contexts = Array.from({ length: 20 }, freshTenant)
        const canary = (index: number, n: number) => ({ text: `canary-${index}-${n}` })
        await Promise.all(
          contexts.map(async (context, index) => {
            for (let n = 0; n < 5; n += 1) {
              await tenant().append(context, 's', n, [entry(`e${n}`, canary(index, n))])
              await tenant().put(context, people, person(`p${n}`, { team: `team-${index}`, note: canary(index, n) }))
            }
          }),
        )
        await Promise.all(
          contexts.map(async (context, index) => {
            const bodies = (await tenant().read(context, 's')).map(({ body }) => body)
            expect(bodies).toEqual([0, 1, 2, 3, 4].map((n) => canary(index, n)))
            const found = await tenant().find(context, people, { age: 40 })
            expect(found.map(({ note }) => note)).toEqual([0, 1, 2, 3, 4].map((n) => canary(index, n)))
            expect(found.every(({ team }) => team === `team-${index}`)).toBe(true)
          }),
        )
      })

      test('one id for a tenant in two workspaces is two tenants', async () => {
        const id = freshTenant().tenant
        await tenant().append(tenantContext(id, 'w1'), 's', 0, [entry('a')])
        expect(await tenant().read(tenantContext(id, 'w2'), 's')).toEqual([])
      })

      test('a call without a context, or with one that no registry minted, is refused', async () => {
        const wrong = [
          undefined,
          null,
          {},
          { workspace: 'w1' },
          tenantContext('../t1'),
          tenantContext('T1'),
          tenantContext(''),
        ]
        for (const context of wrong) {
          await expect(tenant().append(context as never, 's', 0, [entry('a')])).rejects.toThrow(TypeError)
          await expect(tenant().read(context as never, 's')).rejects.toThrow(TypeError)
          await expect(tenant().head(context as never, 's')).rejects.toThrow(TypeError)
          await expect(tenant().eraseStream(context as never, 's')).rejects.toThrow(TypeError)
          await expect(tenant().put(context as never, people, person('p'))).rejects.toThrow(TypeError)
          await expect(tenant().insert(context as never, people, person('p'))).rejects.toThrow(TypeError)
          await expect(tenant().get(context as never, people, 'p')).rejects.toThrow(TypeError)
          await expect(tenant().find(context as never, people, {})).rejects.toThrow(TypeError)
          await expect(tenant().delete(context as never, people, 'p')).rejects.toThrow(TypeError)
          await expect(tenant().drop(context as never)).rejects.toThrow(TypeError)
        }
        await expect(control().get(undefined as never, people, 'p')).rejects.toThrow(TypeError)
        await expect(control().get(freshTenant() as never, people, 'p')).rejects.toThrow(TypeError)
      })

      test("control data is one store for all workspaces, and no workspace's to drop", async () => {
        await control().put(installationContext(), people, person('p1'))
        expect(await control().get(workspaceContext('w1'), people, 'p1')).toEqual(person('p1'))
        await expect(control().drop(workspaceContext('w1'))).rejects.toThrow(TypeError)
      })

      test('a dropped tenant is gone and can begin again; others stay', async () => {
        const [context, other] = [freshTenant(), freshTenant()]
        for (const each of [context, other]) {
          await tenant().append(each, 's', 0, [entry('a')])
          await tenant().put(each, people, person('p1'))
        }
        await tenant().drop(context)
        expect(await tenant().read(context, 's')).toEqual([])
        expect(await tenant().find(context, people, {})).toEqual([])
        expect(await tenant().append(context, 's', 0, [entry('b')])).toEqual({ outcome: 'appended', head: 1 })
        expect(await tenant().read(other, 's')).toHaveLength(1)
        await tenant().drop(freshTenant())
      })
    })

    describe('at rest', () => {
      const secret = 'Ada Lovelace'

      test('bodies, sealed fields and blind values are nowhere to be read', async () => {
        const context = freshTenant()
        await tenant().append(context, 's', 0, [entry('a', { name: secret })])
        await tenant().put(context, people, person('p1', { email: 'ada@canary.test', note: { text: secret } }))
        await control().put(installationContext(), people, person('c1', { note: { text: secret } }))
        await installed.reopen(async (atRest) => {
          const text = await atRest.text()
          expect(text).toContain('p1')
          expect(text).not.toContain('Lovelace')
          expect(text).not.toContain('canary.test')
        })
      })

      test('a flipped byte, a swapped entry, another tenant’s body: none of them opens', async () => {
        const [context, other] = [freshTenant(), freshTenant()]
        const reading = () => tenant().read(context, 's')
        await tenant().append(context, 's', 0, [entry('a'), entry('b')])
        await tenant().append(other, 's', 0, [entry('a')])
        const original = await atRestAfterClosing((atRest) => atRest.entryBody(context.tenant, 'a'))
        const foreign = await atRestAfterClosing((atRest) => atRest.entryBody(other.tenant, 'a'))
        const sibling = await atRestAfterClosing((atRest) => atRest.entryBody(context.tenant, 'b'))
        for (const at of [0, 3, 8, 20, original.length - 1]) {
          const flipped = Buffer.from(original)
          flipped[at] = (flipped[at] ?? 0) ^ 1
          await installed.reopen((atRest) => atRest.setEntryBody(context.tenant, 'a', flipped))
          await expect(reading(), `byte ${at}`).rejects.toThrow(SealBrokenError)
        }
        for (const body of [foreign, sibling, original.subarray(0, 10), Buffer.alloc(0)]) {
          await installed.reopen((atRest) => atRest.setEntryBody(context.tenant, 'a', body))
          await expect(reading()).rejects.toThrow(SealBrokenError)
        }
        await installed.reopen((atRest) => atRest.setEntryBody(context.tenant, 'a', original))
        expect(await reading()).toHaveLength(2)
      })

      test('two records swapped, or a plain field rewritten: neither opens', async () => {
        const context = freshTenant()
        await tenant().put(context, people, person('p1'))
        await tenant().put(context, people, person('p2'))
        const [one, two] = await atRestAfterClosing((atRest) =>
          Promise.all(['p1', 'p2'].map((id) => atRest.recordBody(context.tenant, 'people', id))),
        )
        await installed.reopen((atRest) => atRest.setRecordBody(context.tenant, 'people', 'p1', two ?? Buffer.alloc(0)))
        await expect(tenant().get(context, people, 'p1')).rejects.toThrow(SealBrokenError)
        await installed.reopen((atRest) => atRest.setRecordBody(context.tenant, 'people', 'p1', one ?? Buffer.alloc(0)))
        expect(await tenant().get(context, people, 'p1')).toEqual(person('p1'))
        await installed.reopen((atRest) => atRest.setRecordField(context.tenant, 'people', 'p1', 'team', 'gold'))
        await expect(tenant().get(context, people, 'p1')).rejects.toThrow(SealBrokenError)
        expect(await tenant().get(context, people, 'p2')).toEqual(person('p2'))
      })

      const atRestAfterClosing = async <T>(look: (atRest: Installation['atRest']) => Promise<T>): Promise<T> => {
        let seen: T | undefined
        await installed.reopen(async (atRest) => {
          seen = await look(atRest)
        })
        return seen as T
      }

      test('everything acknowledged is there after closing and opening again', async () => {
        const context = freshTenant()
        await Promise.all(
          Array.from({ length: 50 }, (_, index) => tenant().append(context, `s${index}`, 0, [entry('a'), entry('b')])),
        )
        await tenant().put(context, people, person('p1'))
        await installed.reopen()
        for (let index = 0; index < 50; index += 1) expect(await tenant().head(context, `s${index}`)).toBe(2)
        expect(await tenant().find(context, people, { email: 'p1@example.test' })).toEqual([person('p1')])
        await installed.storage.check()
      })

      test('another master key, or none, is refused at the start and leaves everything as it was', async () => {
        const context = freshTenant()
        await tenant().append(context, 's', 0, [entry('a')])
        await installed.storage.close()
        const file = join(installed.config.directory, 'master.key')
        const { readFile, writeFile } = await import('node:fs/promises')
        const right = await readFile(file)
        const refused = (reason: string) =>
          expect(openStorage(installed.config)).rejects.toMatchObject({ code: 'MASTER_KEY_WRONG', facts: { reason } })
        await writeFile(file, Buffer.alloc(32, 1).toString('base64url'))
        await refused('different')
        await writeFile(file, 'not a key')
        await refused('malformed')
        rmSync(file)
        await refused('missing')
        await writeFile(file, right)
        await installed.reopen()
        expect(await tenant().read(context, 's')).toHaveLength(1)
      })
    })
  })
}
