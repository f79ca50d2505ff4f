import { expect, test } from 'vitest'
import { emptySession } from '../../contract/empty-session.ts'
import { hostAction } from '../../contract/host-actions.ts'
import { limits } from '../../contract/limits.ts'
import type { ActiveGuidance, Session } from '../../contract/session.ts'
import { foldActionRan, registerActions } from './fold-action.ts'

const start = 1_700_000_000_000
const active: ActiveGuidance = {
  decision: 'd1',
  content: 'news',
  version: 'news@1',
  at: start,
  paintedAt: start,
  expiresAt: start,
  ghost: false,
  why: {},
  amended: null,
}
const session: Session = { ...emptySession('u1', start), active: { overlay: active } }
const ran = (key: string, result: 'ok' | 'failed' = 'ok', decision = 'd1') =>
  ({ id: 'm', at: start, kind: 'action-ran', decision, action: 'invite', key, result }) as const

test('what ran is remembered and is an event, once for each key', () => {
  const first = foldActionRan(session, ran('k1'), start)
  expect(first.event?.properties).toEqual({ action: 'invite', content: 'news', result: 'ok' })
  expect(foldActionRan(first.session, ran('k1', 'failed'), start)).toEqual({ session: first.session })
  expect(foldActionRan(first.session, ran('k2'), start).event).toBeDefined()
})

test('under a decision that nobody was given nothing ran', () => {
  expect(foldActionRan(session, ran('k1', 'ok', 'd9'), start)).toEqual({ session })
  expect(
    foldActionRan({ ...session, active: { overlay: { ...active, ghost: true } } }, ran('k1'), start).event,
  ).toBeUndefined()
})

test('a bounded number is remembered, the last ones', () => {
  let all = session
  for (let index = 0; index < limits.sessionRan + 5; index++) all = foldActionRan(all, ran(`k${index}`), start).session
  expect(all.ran).toHaveLength(limits.sessionRan)
  expect(all.ran?.at(-1)?.key).toBe(`k${limits.sessionRan + 4}`)
})

test('registering the same again is no change, and another list replaces it whole', () => {
  const invite = hostAction.parse({ name: 'invite', risk: 'low' })
  const registered = registerActions(session, [invite])
  expect(registerActions(registered, [{ ...invite }])).toBe(registered)
  expect(registerActions(registered, []).hostActions).toEqual([])
})
