import { describe, expect, test } from 'vitest'
import { emptySession } from '../../contract/empty-session.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import type { Filter } from '../../contract/filter.ts'
import { limits } from '../../contract/limits.ts'
import type { ClientMessage } from '../../contract/messages.ts'
import type { Properties } from '../../contract/names.ts'
import type { Session } from '../../contract/session.ts'
import { type Example, emptyBandit, learnBatch } from '../learning/bandit-model.ts'
import { beliefOf, posteriorOf } from '../learning/posterior.ts'
import { foldEntry } from './fold-entry.ts'
import { closedTrials } from './trials.ts'
import { afterHearing, weightOfNext } from './voice.ts'

const start = 1_700_000_000_000
const minute = 60_000
const day = 86_400_000

type Body = SessionEntry extends infer E ? (E extends SessionEntry ? Pick<E, 'kind' | 'body'> : never) : never
/** Folds what happened, each at its minute. */
const sessionAfter = (...happened: readonly (readonly [minutes: number, what: Body])[]): Session =>
  happened.reduce(
    (session, [minutes, what], index) =>
      foldEntry(
        session,
        { id: `e${index}`, seq: index + 1, at: start + minutes * minute, ...what } as SessionEntry,
        () => undefined,
      ),
    emptySession('ada', start),
  )

const said = (minutes: number, message: Partial<ClientMessage> & { kind: ClientMessage['kind'] }): [number, Body] => {
  const at = start + minutes * minute
  const whole = { id: 'm', at, ...message } as ClientMessage
  return [minutes, { kind: 'message', body: { message: whole, at, catalogue: 'none', source: 'browser' } }]
}
const decided = (
  minutes: number,
  decision: string,
  more: { ghost?: boolean; nothing?: boolean; where?: Filter; value?: number } = {},
): [number, Body] => [
  minutes,
  {
    kind: 'decided',
    body: {
      slot: 'inline',
      decision,
      digest: decision,
      choice: more.nothing
        ? null
        : {
            content: 'hint',
            version: `hint@${decision}`,
            expiresAt: start + minutes * minute + limits.reservationMs,
            ghost: more.ghost === true,
            why: {},
            amended: null,
            reserve: [],
          },
      trial: {
        item: 'hint',
        event: 'report_made',
        withinMs: day,
        value: more.value ?? 1,
        propensity: 0.5,
        context: [1, 0],
        ...(more.where === undefined ? {} : { where: more.where }),
      },
    },
  },
]
const exposed = (minutes: number, decision: string) => said(minutes, { kind: 'exposure', decision })
const tracked = (minutes: number, name = 'report_made', properties: Properties = {}) =>
  said(minutes, { kind: 'track', name, properties })
const rewards = (session: Session, minutes: number) =>
  closedTrials(session, start + minutes * minute).map(({ reward }) => reward)

describe('what was shown is tried', () => {
  const dayMinutes = 24 * 60

  test('from its exposure on: the outcome within the window is its success, told when the window closes and not before', () => {
    const session = sessionAfter(decided(0, 'd1'), exposed(1, 'd1'), tracked(30))
    expect(rewards(session, 1 + dayMinutes - 1)).toEqual([])
    expect(rewards(session, 1 + dayMinutes)).toEqual([1])
  })

  test('and has failed when the window closes without it; another event, an earlier or a later one is no success', () => {
    const session = sessionAfter(
      decided(0, 'd1'),
      tracked(0.5),
      exposed(1, 'd1'),
      tracked(2, 'something_else'),
      tracked(2 + dayMinutes),
    )
    expect(rewards(session, 3 + dayMinutes)).toEqual([0])
  })

  test('by the event with the properties that were asked for, and is worth what was recorded when it began', () => {
    const asked = { where: { plan: 'pro', seats: { $gte: 5 } }, value: 0.4 }
    const rewardsWith = (properties: Properties) =>
      rewards(
        sessionAfter(decided(0, 'd1', asked), exposed(1, 'd1'), tracked(2, 'report_made', properties)),
        2 + dayMinutes,
      )
    expect(rewardsWith({ plan: 'pro', seats: 5 })).toEqual([0.4])
    expect(rewardsWith({ plan: 'pro', seats: 4 })).toEqual([0])
    expect(rewardsWith({})).toEqual([0])
  })

  test('not when it was given back unpainted', () => {
    const session = sessionAfter(decided(0, 'd1'), [
      3,
      { kind: 'released', body: { decision: 'd1', reason: 'unpainted' } },
    ])
    expect(session.trials).toEqual([])
  })

  test('"nothing" and what is held out are tried from the decision on', () => {
    expect(sessionAfter(decided(0, 'd1', { nothing: true })).trials[0]).toMatchObject({ openedAt: start, ghost: false })
    expect(sessionAfter(decided(0, 'd1', { ghost: true })).trials[0]).toMatchObject({ openedAt: start, ghost: true })
  })

  test('and closed once, whatever comes after', () => {
    const closed: Body = { kind: 'attributed', body: { decision: 'd1', reward: 1, weight: 1 } }
    const session = sessionAfter(
      decided(0, 'd1'),
      exposed(1, 'd1'),
      [dayMinutes + 1, closed],
      exposed(dayMinutes + 2, 'd1'),
    )
    expect(session.trials).toEqual([])
    expect(session.voice.weight).toBe(1)
  })

  test('within bounds: the oldest trials make room', () => {
    const many = Array.from({ length: limits.sessionTrials + 5 }, (_, index) =>
      decided(index / 100, `d${index}`, { nothing: true }),
    )
    const { trials } = sessionAfter(...many)
    expect(trials).toHaveLength(limits.sessionTrials)
    expect(trials[0]?.decision).toBe('d5')
  })
})

describe('what a visit left open', () => {
  const dayMinutes = 24 * 60
  const linked = (visit: Session): Body => {
    const { progress, shown, caps, events, consent, features, trials, voice } = visit
    return {
      kind: 'linked',
      body: { visitor: 'v', progress, shown, caps, events, consent, features, trials, voice },
    }
  }
  const visit = sessionAfter(decided(0, 'd1'), exposed(1, 'd1'))

  test("is its user's after the sign-in: what they do then is its outcome, told when its own time is over", () => {
    const session = sessionAfter([10, linked(visit)], tracked(30))
    expect(rewards(session, dayMinutes)).toEqual([])
    expect(rewards(session, 1 + dayMinutes)).toEqual([1])
  })

  test('keeps the outcome that came before the sign-in', () => {
    const reached = sessionAfter(decided(0, 'd1'), exposed(1, 'd1'), tracked(5))
    expect(rewards(sessionAfter([10, linked(reached)]), 1 + dayMinutes)).toEqual([1])
  })

  test('counts once, however often the visit is brought along, beside what the user has open already', () => {
    const own = decided(0.5, 'd2', { nothing: true })
    const session = sessionAfter(own, [10, linked(visit)], [11, linked(visit)], tracked(30))
    expect(session.trials.map(({ decision }) => decision)).toEqual(['d1', 'd2'])
    expect(rewards(session, 2 * dayMinutes)).toEqual([1, 1])
  })

  test('is learnt from with the one voice that user and visitor are', () => {
    const closed = (decision: string): Body => ({ kind: 'attributed', body: { decision, reward: 1, weight: 1 } })
    const heard = sessionAfter(decided(0, 'd1', { nothing: true }), [1, closed('d1')])
    const session = sessionAfter(decided(0, 'd2', { nothing: true }), [1, closed('d2')], [1, linked(heard)])
    expect(session.voice.weight).toBeCloseTo(2)
  })
})

describe('one voice', () => {
  const context = [1, ...new Array(15).fill(0)]
  const outcome = (item: string, reward: number, weight = 1): Example => ({ item, context, reward, weight })
  /** A hundred users for whom `good` works three times in five and `bad` once in five. */
  const honest = Array.from({ length: 200 }, (_, index) =>
    index % 2 === 0 ? outcome('good', index % 10 < 6 ? 1 : 0) : outcome('bad', index % 10 === 1 ? 1 : 0),
  )
  const preferred = (examples: readonly Example[]): string => {
    const posterior = posteriorOf(learnBatch(emptyBandit, examples))
    return beliefOf(posterior, 'good', context).mean > beliefOf(posterior, 'bad', context).mean ? 'good' : 'bad'
  }
  /** What a user's faked outcomes weigh, one after the other within an hour. */
  const flood = (count: number): readonly number[] => {
    let voice = emptySession('mallory', start).voice
    return Array.from({ length: count }, (_, index) => {
      const now = start + index * 1_000
      const weight = weightOfNext(voice, now)
      voice = afterHearing(voice, weight, now)
      return weight
    })
  }

  test('that floods a tenant with a thousand fake outcomes turns nobody else’s choice, which without the cap it would', () => {
    const fakes = (weights: readonly number[]) => [
      ...weights.map((weight) => outcome('bad', 1, weight)),
      ...weights.map((weight) => outcome('good', 0, weight)),
    ]
    expect(preferred(honest)).toBe('good')
    expect(preferred([...honest, ...fakes(flood(1_000))])).toBe('good')
    expect(preferred([...honest, ...fakes(new Array(1_000).fill(1))])).toBe('bad')
  })

  test('is heard ten times in all at first, and again as time passes', () => {
    expect(flood(1_000).reduce((sum, weight) => sum + weight, 0)).toBeLessThan(10.1)
    const silent = { weight: 10, at: start }
    expect(weightOfNext(silent, start)).toBe(0)
    expect(weightOfNext(silent, start + 14 * day)).toBe(1)
  })
})
