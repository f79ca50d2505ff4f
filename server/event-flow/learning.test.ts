import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { emptySession } from '../../contract/empty-session.ts'
import { limits } from '../../contract/limits.ts'
import type { Doing, Session } from '../../contract/session.ts'
import { settings } from '../../contract/settings.ts'
import { doingsToTell, learnersIn, teaches } from './learning.ts'

const start = 1_700_000_000_000
const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const user: Session = { ...emptySession('ada', start), kind: 'user' }
const open = settings.parse({ holdoutShare: 0 })

describe('who is learnt from', () => {
  test('is a user, and no visitor', () => {
    expect(teaches(user, open, hash)).toBe(true)
    expect(teaches({ ...user, kind: 'visitor' }, open, hash)).toBe(false)
  })

  test('is nobody who refuses, or has not been asked where they must be', () => {
    const said = (analytics: boolean, personalisation: boolean) => ({
      ...user,
      consent: { analytics, personalisation, at: start },
    })
    expect(teaches(said(true, true), open, hash)).toBe(true)
    expect(teaches(said(true, false), open, hash)).toBe(false)
    expect(teaches(said(false, true), open, hash)).toBe(false)
    const required = settings.parse({ holdoutShare: 0, consent: 'required' })
    expect(teaches(user, required, hash)).toBe(false)
    expect(teaches(said(true, true), required, hash)).toBe(true)
  })

  test('is nobody who is held out', () => {
    const half = settings.parse({ holdoutShare: 0.5, holdoutSpares: { firstUsers: 0 } })
    const users = Array.from({ length: 200 }, (_, place) => ({ ...user, user: `u${place}` }))
    const heard = users.filter((one) => teaches(one, half, hash)).length
    expect(heard).toBeGreaterThan(60)
    expect(heard).toBeLessThan(140)
  })
})

const doing = (seq: number, name: string, more: Partial<Doing> = {}): Doing => ({
  seq,
  at: start + seq,
  kind: 'event',
  name,
  weight: 1,
  ...more,
})
const having = (doings: readonly Doing[], more: Partial<Session> = {}): Session => ({
  ...user,
  doings: { last: doings, heard: { weight: 0, at: 0 } },
  ...more,
})

describe('what is told of a user', () => {
  test('is what is heard, with the two events before it', () => {
    const silent = { seq: 2, at: start + 2, kind: 'event', name: 'b' } as const
    const told = doingsToTell(having([doing(1, 'a'), silent, doing(3, 'c'), doing(4, 'd')]), 0)
    expect(told.map(({ name, previous }) => [name, ...previous])).toEqual([['a'], ['c', 'a', 'b'], ['d', 'b', 'c']])
  })

  test('is told once, under an id of its own', () => {
    const session = having([doing(1, 'a'), doing(2, 'b'), doing(2, 'set-up', { kind: 'completed' })])
    expect(doingsToTell(session, 1).map(({ name }) => name)).toEqual(['b', 'set-up'])
    expect(doingsToTell(session, 2)).toEqual([])
    expect(new Set(doingsToTell(session, 0).map(({ id }) => id)).size).toBe(3)
  })

  test('never says that content was completed by what completed it', () => {
    const told = doingsToTell(having([doing(1, 'a'), doing(2, 'b'), doing(2, 'set-up', { kind: 'completed' })]), 1)
    expect(told.find(({ kind }) => kind === 'completed')?.previous).toEqual(['a'])
  })

  test('says of a first time what else the user had done by then, the latest first, and of no other', () => {
    const stats = (lastAt: number) => ({ count: 1, firstAt: lastAt, lastAt })
    const many = Array.from({ length: 50 }, (_, place) => [`e${place}`, stats(place)] as const)
    const session = having([doing(60, 'x', { first: true }), doing(61, 'y', { first: true }), doing(62, 'e1')], {
      events: Object.fromEntries([...many, ['x', stats(60)], ['y', stats(61)]]),
    })
    const [x, y, again] = doingsToTell(session, 0)
    expect(x?.before).toHaveLength(limits.exampleBefore)
    expect(x?.before.slice(0, 2)).toEqual(['e49', 'e48'])
    expect(y?.before.slice(0, 2)).toEqual(['x', 'e49'])
    expect(again).toMatchObject({ first: false, before: [] })
  })

  test('names the role that is proven, else the one that is claimed', () => {
    const roleWith = (verified: object, claimed: object) =>
      doingsToTell(having([doing(1, 'a')], { traits: { verified, claimed } as Session['traits'] }), 0)[0]?.role
    expect(roleWith({ role: 'admin' }, { role: 'owner' })).toBe('admin')
    expect(roleWith({}, { role: 'owner' })).toBe('owner')
    expect(roleWith({}, { role: ['a', 'b'] })).toBeNull()
    expect(roleWith({}, {})).toBeNull()
  })
})

test('of the enabled recommenders those that learn are the learners', () => {
  const plugins = {
    list: () => [
      { name: 'a', version: '2', learns: true },
      { name: 'b', version: '1' },
    ],
  } as never
  const enabled = [
    { plugin: 'a', options: { x: 1 } },
    { plugin: 'b', options: {} },
    { plugin: 'gone', options: {} },
  ]
  expect([...learnersIn(plugins, enabled).values()]).toEqual([{ plugin: 'a', version: '2', options: { x: 1 } }])
})
