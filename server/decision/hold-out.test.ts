import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { emptySession } from '../../contract/empty-session.ts'
import type { Session } from '../../contract/session.ts'
import { settings } from '../../contract/settings.ts'
import { holdoutStanding } from './hold-out.ts'

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
const standingOf = (user: string, given: object, session: Partial<Session> = {}) =>
  holdoutStanding({ ...emptySession(user, 0), ...session }, settings.parse(given), hash)
const users = Array.from({ length: 1_000 }, (_, index) => `user${index}`)
const heldOutAt = (holdoutShare: number) => users.filter((user) => standingOf(user, { holdoutShare }) === 'drawn')
const somebodyDrawn = heldOutAt(0.05)[0] as string

describe('the holdout', () => {
  test('keeps those who are in it when its share grows, and lets go none but those beyond it when it shrinks', () => {
    const [few, more, most] = [heldOutAt(0.05), heldOutAt(0.2), heldOutAt(0.5)]
    expect(few.length).toBeGreaterThan(20)
    expect(most.length).toBeGreaterThan(more.length)
    expect(more).toEqual(expect.arrayContaining(few))
    expect(most).toEqual(expect.arrayContaining(more))
  })

  test('holds nobody out at a share of nothing', () => {
    expect(new Set(users.map((user) => standingOf(user, { holdoutShare: 0 })))).toEqual(new Set(['off']))
  })

  test("spares a tenant's first 200 users and no later one", () => {
    expect(standingOf(somebodyDrawn, {}, { ordinal: 200 })).toBe('first-users')
    expect(standingOf(somebodyDrawn, {}, { ordinal: 201 })).toBe('drawn')
    expect(standingOf(somebodyDrawn, {})).toBe('drawn')
    expect(standingOf(somebodyDrawn, { holdoutSpares: { firstUsers: 0 } }, { ordinal: 1 })).toBe('drawn')
  })

  test.each(['member', 'test_user'])('spares whoever the team has proven to be a %s', (trait) => {
    const traits = { verified: { [trait]: true }, claimed: {} }
    expect(standingOf(somebodyDrawn, {}, { traits })).toBe('trait')
    expect(standingOf(somebodyDrawn, { holdoutSpares: { traits: ['staff'] } }, { traits })).toBe('drawn')
  })

  test('does not take the page at its word, nor anything but true', () => {
    expect(standingOf(somebodyDrawn, {}, { traits: { verified: {}, claimed: { member: true } } })).toBe('drawn')
    expect(standingOf(somebodyDrawn, {}, { traits: { verified: { member: 'yes' }, claimed: {} } })).toBe('drawn')
  })
})
