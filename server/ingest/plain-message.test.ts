import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limits } from '../../contract/limits.ts'
import { clientMessage } from '../../contract/messages.ts'
import { plainMessage } from './plain-message.ts'

const id = '019a0000-0000-7000-8000-000000000001'
const at = Date.UTC(2026, 10, 21)
const track = { id, at, kind: 'track', name: 'project_created', properties: { template: 'kanban', n: 1, paid: true } }
const page = { id, at, kind: 'page', path: '/projects/7', title: 'Projects' }

/** What may stand in a field, sound or not. */
const odd = fc.oneof(
  fc.constantFrom(
    ...[undefined, null, true, '', '/', '/a?b', 'constructor', '__proto__', '019a0000-0000-4000-8000-000000000001'],
    ...[Number.NaN, Number.POSITIVE_INFINITY, 1.5, 0, -1, 946_684_799_999, 4_102_444_800_001, at],
    ...['x'.repeat(limits.titleLength + 1), `/${'x'.repeat(limits.pathLength)}`, 'x'.repeat(65)],
  ),
  fc.jsonValue(),
)
const properties = fc.oneof(
  fc.dictionary(
    fc.oneof(fc.string(), fc.stringMatching(/^[A-Za-z][\w -]{0,63}$/), fc.constantFrom('constructor', '$a', 'a.b')),
    fc.oneof(fc.jsonValue(), fc.string({ maxLength: 501, minLength: 499 })),
    { maxKeys: 41 },
  ),
  fc.constant(JSON.parse('{"__proto__":{"x":1}}')),
  odd,
)
const mutated = fc
  .tuple(
    fc.constantFrom(track, page),
    fc.dictionary(fc.constantFrom('id', 'at', 'kind', 'name', 'path', 'title', 'more'), odd, { maxKeys: 1 }),
    fc.option(properties, { nil: undefined }),
    fc.subarray(['title', 'properties', 'name', 'path', 'at', 'kind'], { maxLength: 1 }),
  )
  .map(([sound, changed, given, left]) => {
    const message: Record<string, unknown> = {
      ...sound,
      ...(given === undefined ? {} : { properties: given }),
      ...changed,
    }
    for (const field of left) delete message[field]
    return message
  })

test('whatever is read the short way, the schema reads alike', () => {
  let taken = 0
  fc.assert(
    fc.property(mutated, (raw) => {
      const read = plainMessage(raw)
      if (read === undefined) return
      taken += 1
      const parsed = clientMessage.safeParse(raw)
      expect(parsed.success).toBe(true)
      expect(JSON.stringify(read)).toBe(JSON.stringify(parsed.data))
      expect(read).toStrictEqual(parsed.data)
    }),
    { numRuns: 5_000 },
  )
  expect(taken).toBeGreaterThan(200)
})

test.each([track, page, { id, at, kind: 'track', name: 'Report exported' }, { id, at, kind: 'page', path: '/' }])(
  'an event or a page as a widget sends it is read the short way: %j',
  (message) => expect(plainMessage(message)).toEqual(message),
)
