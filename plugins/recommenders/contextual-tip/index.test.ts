import { describe, expect, test } from 'vitest'
import { sampleCatalogue } from '../../../cli/plugin-check/sample-content.ts'
import { sampleNow, sampleSession } from '../../../cli/plugin-check/sample-session.ts'
import type { Assessment } from '../../../contract/assessment.ts'
import { type ContentInput, type Slot, slotOf, type Trigger } from '../../../contract/content.ts'
import type { RecentEvent, Session } from '../../../contract/session.ts'
import contextualTip from './index.ts'
import { indexTriggers } from './trigger-index.ts'

type TriggerInput = Extract<ContentInput, { kind: 'tip' }>['trigger']
const tip = (key: string, trigger: TriggerInput): ContentInput => ({
  kind: 'tip',
  key,
  title: key,
  body: 'Body',
  anchor: { hook: 'target' },
  trigger,
})
const recommend = (tips: readonly ContentInput[], session: Partial<Session>, options: object = {}, now = sampleNow) => {
  const catalogue = sampleCatalogue(...tips)
  return contextualTip.recommend(
    {
      session: sampleSession(session),
      slot: 'inline',
      eligible: catalogue.items.map(({ version }) => version),
      now,
      seed: 1,
      prepared: indexTriggers(catalogue),
    },
    contextualTip.options.parse(options),
  )
}
const proposes = (trigger: TriggerInput, session: Partial<Session>): boolean =>
  recommend([tip('t', trigger)], session).length === 1
const evidenceOf = (trigger: TriggerInput, session: Partial<Session>) =>
  recommend([tip('t', trigger)], session)[0]?.evidence

const ago = (seconds: number) => sampleNow - seconds * 1_000
const page = (path: string, secondsAgo = 1) => ({ page: { path, at: ago(secondsAgo) } })
const recent = (kind: RecentEvent['kind'], name: string, secondsAgo: number): RecentEvent => ({
  kind,
  name,
  at: ago(secondsAgo),
  path: '/',
})
const tracked = (name: string, ...secondsAgo: readonly number[]) => ({
  recent: secondsAgo.map((seconds) => recent('track', name, seconds)),
  events: {
    [name]: {
      count: secondsAgo.length,
      firstAt: ago(Math.max(...secondsAgo)),
      lastAt: ago(Math.min(...secondsAgo)),
    },
  },
})
const erred = (text: string, ...secondsAgo: readonly number[]) => ({
  errors: { [text]: { times: secondsAgo.map(ago), path: '/' } },
})

describe('a tip for a page', () => {
  test('is offered there and nowhere else', () => {
    expect(evidenceOf({ page: '/reports' }, page('/reports/'))).toEqual([
      { code: 'page', facts: { path: '/reports/' } },
    ])
    expect(proposes({ page: '/reports' }, page('/reports/new'))).toBe(false)
    expect(proposes({ page: '/projects/*' }, page('/projects/7'))).toBe(true)
    expect(proposes({ page: '/projects/*' }, page('/team'))).toBe(false)
    expect(proposes({ page: '/' }, page('/'))).toBe(true)
    expect(proposes({ page: '/' }, {})).toBe(false)
  })
})

describe('a tip for an event', () => {
  const thrice: TriggerInput = { event: { name: 'save_failed', count: 3, withinMs: 600_000 } }

  test('is offered when it happened often enough within the window, and says so in plain words', () => {
    expect(evidenceOf(thrice, tracked('save_failed', 30, 20, 10))).toEqual([
      { code: 'event-repeated', facts: { event: 'save failed', count: 3 } },
    ])
    expect(proposes(thrice, tracked('save_failed', 20, 10))).toBe(false)
    expect(proposes(thrice, tracked('save_failed', 700, 20, 10))).toBe(false)
    expect(proposes(thrice, tracked('other', 30, 20, 10))).toBe(false)
  })

  test('is offered although busier events have pushed it out of the recent list', () => {
    expect(proposes(thrice, { ...tracked('save_failed', 30, 20, 10), recent: [] })).toBe(true)
  })

  test('once is enough where no count is given', () => {
    expect(evidenceOf({ event: { name: 'saved' } }, tracked('saved', 5))).toEqual([
      { code: 'event', facts: { event: 'saved' } },
    ])
  })

  test('a click of the same name is not the event', () => {
    expect(proposes(thrice, { recent: [30, 20, 10].map((s) => recent('click', 'save_failed', s)) })).toBe(false)
  })

  test('an event that is named like a prototype is just not there', () => {
    expect(proposes({ event: { name: 'toString' } }, {})).toBe(false)
  })
})

describe('a tip for an error', () => {
  test('is offered when the same error came back within the window', () => {
    expect(evidenceOf({ error: {} }, erred('Upload failed', 30, 10))).toEqual([
      { code: 'error-repeated', facts: { count: 2 } },
    ])
    expect(proposes({ error: {} }, erred('Upload failed', 10))).toBe(false)
    expect(proposes({ error: {} }, erred('Upload failed', 900, 10))).toBe(false)
    expect(
      proposes({ error: {} }, { errors: { a: { times: [ago(1)], path: '/' }, b: { times: [ago(1)], path: '/' } } }),
    ).toBe(false)
  })

  test('can be narrowed to errors that hold a text', () => {
    expect(proposes({ error: { contains: 'quota' } }, erred('Upload failed', 30, 10))).toBe(false)
    expect(proposes({ error: { contains: 'failed' } }, erred('Upload failed', 30, 10))).toBe(true)
  })
})

test('tips that wait for nearly the same error are told apart', () => {
  const waiting: Readonly<Record<string, TriggerInput>> = {
    any: { error: {} },
    failed: { error: { contains: 'failed' } },
    quota: { error: { contains: 'quota' } },
    once: { error: { contains: 'failed', count: 1 } },
    thrice: { error: { contains: 'failed', count: 3 } },
    soon: { error: { contains: 'failed', withinMs: 15_000 } },
  }
  const tips = Object.entries(waiting).map(([key, trigger]) => tip(key, trigger))
  const offered = recommend(tips, erred('Upload failed', 30, 10), { most: 20 })
  expect(offered.map(({ content, score }) => [content.split('@')[0], Math.floor(score)]).sort()).toEqual([
    ['any', 3],
    ['failed', 4],
    ['once', 4],
  ])
})

describe('a tip for a segment or an intent', () => {
  const assessed = (changes: Partial<Assessment>): Partial<Session> => ({
    assessed: {
      maturity: 'new',
      intent: null,
      segments: {},
      known: [],
      goals: [],
      adopted: {},
      support: [],
      ...changes,
    },
  })
  const inside = (seconds: number, entered = true) =>
    assessed({ segments: { 'power-users': { since: ago(seconds), entered } } })

  test('is offered for a while after the user came into the segment', () => {
    const enters: TriggerInput = { segment: { enters: 'power-users' } }
    expect(evidenceOf(enters, inside(599))).toEqual([{ code: 'segment', facts: {} }])
    expect(proposes(enters, inside(600))).toBe(false)
    expect(proposes({ segment: { enters: 'power-users', withinMs: 60_000 } }, inside(61))).toBe(false)
    expect(proposes({ segment: { enters: 'others' } }, inside(5))).toBe(false)
    expect(proposes(enters, {})).toBe(false)
  })

  test('is not offered to those who were in the segment before it was defined', () => {
    expect(proposes({ segment: { enters: 'power-users' } }, inside(5, false))).toBe(false)
  })

  test('is offered while the intent lasts, together with whatever else it asks for', () => {
    const stuck = assessed({ intent: { name: 'stuck', since: ago(5_000) } })
    expect(evidenceOf({ intent: 'stuck' }, stuck)).toEqual([{ code: 'intent', facts: {} }])
    expect(proposes({ intent: 'exploring' }, stuck)).toBe(false)
    expect(proposes({ intent: 'stuck', page: '/reports' }, { ...stuck, ...page('/team') })).toBe(false)
    expect(proposes({ intent: 'stuck', page: '/reports' }, { ...stuck, ...page('/reports') })).toBe(true)
  })
})

describe('a tip for rage clicks', () => {
  test('is offered for a minute, for the element that it names or for any', () => {
    expect(proposes({ rageClick: {} }, { recent: [recent('rage-click', 'export', 59)] })).toBe(true)
    expect(proposes({ rageClick: {} }, { recent: [recent('rage-click', 'export', 60)] })).toBe(false)
    expect(proposes({ rageClick: { hook: 'export' } }, { recent: [recent('rage-click', 'export', 5)] })).toBe(true)
    expect(proposes({ rageClick: { hook: 'import' } }, { recent: [recent('rage-click', 'export', 5)] })).toBe(false)
    expect(proposes({ rageClick: {} }, { recent: [recent('click', 'export', 5)] })).toBe(false)
  })
})

describe('a tip for a pause', () => {
  const idle = (path: string, seconds: number) => ({ idle: { path, seconds }, ...page('/reports', 60) })

  test('is offered when the user has paused on the page for long enough', () => {
    expect(evidenceOf({ idle: { seconds: 30 } }, idle('/reports', 30))).toEqual([
      { code: 'idle', facts: { seconds: 30 } },
    ])
    expect(proposes({ idle: { seconds: 30 } }, idle('/reports', 29))).toBe(false)
    expect(proposes({ idle: { seconds: 30 } }, { idle: null, ...page('/reports', 60) })).toBe(false)
  })

  test('a pause on the page before does not count', () => {
    expect(proposes({ idle: { seconds: 30 } }, idle('/elsewhere', 40))).toBe(false)
  })
})

describe('contextual-tip', () => {
  test('all conditions that are given must hold, and each is a reason', () => {
    const trigger: TriggerInput = {
      page: '/reports',
      event: { name: 'saved' },
      error: {},
      rageClick: {},
      idle: { seconds: 5 },
    }
    const all = {
      ...page('/reports'),
      ...tracked('saved', 5),
      recent: [recent('track', 'saved', 5), recent('rage-click', 'x', 5)],
      ...erred('E', 4, 2),
      idle: { path: '/reports', seconds: 6 },
    }
    expect(evidenceOf(trigger, all)?.map(({ code }) => code)).toEqual([
      'rage-click',
      'error-repeated',
      'event',
      'idle',
      'page',
    ])
    for (const missing of [{ page: null }, { events: {} }, { errors: {} }, { recent: [] }, { idle: null }])
      expect(proposes(trigger, { ...all, ...missing })).toBe(false)
  })

  test('the more specific tip goes first', () => {
    const tips = [tip('broad', { page: '/reports' }), tip('narrow', { page: '/reports', event: { name: 'saved' } })]
    expect(recommend(tips, { ...page('/reports'), ...tracked('saved', 5) }).map(({ content }) => content)).toEqual([
      'narrow@1',
      'broad@1',
    ])
  })

  test('of equally specific tips, the one with the newer cause goes first', () => {
    const tips = [tip('older', { event: { name: 'a' } }), tip('newer', { event: { name: 'b' } })]
    const [a, b] = [tracked('a', 300), tracked('b', 5)]
    const session = { recent: [...a.recent, ...b.recent], events: { ...a.events, ...b.events } }
    expect(recommend(tips, session).map(({ content }) => content)).toEqual(['newer@1', 'older@1'])
  })

  test('no more tips are proposed than the options say, and none for another slot', () => {
    const tips = Array.from({ length: 9 }, (_, index) => tip(`t${index}`, { page: '/' }))
    expect(recommend(tips, page('/'), { most: 2 })).toHaveLength(2)
    const catalogue = sampleCatalogue(...tips)
    const input = {
      session: sampleSession(page('/')),
      slot: 'checklist' as const,
      eligible: ['t0@1'],
      now: sampleNow,
      seed: 1,
      prepared: indexTriggers(catalogue),
    }
    expect(contextualTip.recommend(input, contextualTip.options.parse({}))).toEqual([])
  })
})

describe('a tip that stands', () => {
  const active = {
    inline: {
      decision: 'd',
      content: 'pause',
      version: 'pause@1',
      at: ago(20),
      paintedAt: ago(19),
      expiresAt: sampleNow,
      ghost: false,
      why: {},
      amended: null,
    },
  }
  const pause = tip('pause', { idle: { seconds: 30 } })

  test('stays while the user reads it, although moving the mouse ended the pause that brought it', () => {
    expect(recommend([pause], { active, ...page('/reports', 60) })[0]).toMatchObject({
      content: 'pause@1',
      evidence: [{ code: 'standing' }],
    })
  })

  test('goes when the user goes elsewhere', () => {
    expect(recommend([pause], { active, ...page('/team', 1) })).toEqual([])
    const bound = tip('pause', { page: '/reports', idle: { seconds: 30 } })
    expect(recommend([bound], { active, ...page('/reports/', 1) })).toHaveLength(1)
    expect(recommend([bound], { active, ...page('/team', 60) })).toEqual([])
  })

  test('is not swapped for a more specific one under the eyes of its reader', () => {
    const urgent = tip('urgent', { error: { contains: 'E' } })
    const session = { active, ...page('/reports', 60), ...erred('E', 4, 2) }
    expect(recommend([pause, urgent], session)[0]?.content).toBe('pause@1')
    expect(recommend([pause, urgent], session, { keepStanding: false })[0]?.content).toBe('urgent@1')
  })

  test('is not swapped either while its own cause still holds', () => {
    const urgent = tip('urgent', { error: { contains: 'E' } })
    const session = { active, ...page('/reports', 60), ...erred('E', 4, 2), idle: { path: '/reports', seconds: 30 } }
    expect(recommend([pause, urgent], session)[0]).toMatchObject({ content: 'pause@1', evidence: [{ code: 'idle' }] })
  })

  test('is not proposed once targeting has taken it out, whether its cause holds or not', () => {
    const catalogue = sampleCatalogue(pause)
    for (const idle of [null, { path: '/reports', seconds: 30 }]) {
      const input = {
        session: sampleSession({ active, ...page('/reports', 60), idle }),
        slot: 'inline' as const,
        eligible: ['other@1'],
        now: sampleNow,
        seed: 1,
        prepared: indexTriggers(catalogue),
      }
      expect(contextualTip.recommend(input, contextualTip.options.parse({}))).toEqual([])
    }
  })
})

describe('with a thousand tips', () => {
  // Counts what is looked at instead of timing it.
  const watched = (trigger: Trigger, looks: { count: number }): Trigger =>
    new Proxy(trigger, {
      get: (target, name) => {
        if (name === 'rageClick') looks.count += 1
        return Reflect.get(target, name)
      },
    })

  test('a decision looks only at those that can have become due', () => {
    const looks = { count: 0 }
    const kinds: readonly ((n: number) => TriggerInput)[] = [
      (n) => ({ event: { name: `event ${n}` } }),
      (n) => ({ page: `/page/${n}` }),
      (n) => ({ error: { contains: `text ${n}` } }),
      (n) => ({ rageClick: { hook: `hook ${n}` } }),
      () => ({ idle: { seconds: 30 } }),
    ]
    const tips = Array.from({ length: 1_000 }, (_, n) => tip(`t${n}`, kinds[n % kinds.length]!(n)))
    const catalogue = sampleCatalogue(...tips)
    const watchedCatalogue = {
      ...catalogue,
      items: catalogue.items.map((item) =>
        item.content.kind === 'tip'
          ? { ...item, content: { ...item.content, trigger: watched(item.content.trigger, looks) } }
          : item,
      ),
    }
    const prepared = indexTriggers(watchedCatalogue)
    looks.count = 0
    const proposals = contextualTip.recommend(
      {
        session: sampleSession({ ...page('/page/1'), ...tracked('event 0', 5) }),
        slot: 'inline',
        eligible: catalogue.items.map(({ version }) => version),
        now: sampleNow,
        seed: 1,
        prepared,
      },
      contextualTip.options.parse({}),
    )
    expect(proposals.map(({ content }) => content)).toEqual(['t0@1', 't1@1'])
    expect(looks.count).toBeLessThan(5)
  })
})

describe('other content', () => {
  const modal = (key: string, more: object = {}): ContentInput => ({
    kind: 'modal',
    key,
    title: key,
    body: 'Body',
    ...more,
  })
  const inSlot = (slot: Slot, contents: readonly ContentInput[], session: Partial<Session> = {}) => {
    const catalogue = sampleCatalogue(...contents)
    const eligible = catalogue.items.flatMap(({ version, content }) => (slotOf[content.kind] === slot ? [version] : []))
    const input = { session: sampleSession(session), slot, eligible, now: sampleNow, seed: 1 }
    return contextualTip.recommend({ ...input, prepared: indexTriggers(catalogue) }, contextualTip.options.parse({}))
  }

  test('comes by its trigger into its own slot', () => {
    const contents = [modal('news', { trigger: { page: '/reports' } }), tip('hint', { page: '/reports' })]
    expect(inSlot('overlay', contents, page('/reports'))).toMatchObject([
      { content: 'news@1', evidence: [{ code: 'page' }] },
    ])
    expect(inSlot('overlay', contents, page('/'))).toEqual([])
    expect(inSlot('banner', contents, page('/reports'))).toEqual([])
  })

  test('without a trigger comes as soon as its audience is there, after whatever something has happened for', () => {
    const contents = [modal('any'), modal('news', { trigger: { page: '/reports' } })]
    expect(inSlot('overlay', contents, page('/reports')).map(({ content }) => content)).toEqual(['news@1', 'any@1'])
    expect(inSlot('overlay', contents)).toMatchObject([{ content: 'any@1', evidence: [{ code: 'for-you' }] }])
  })

  test('a tour without a trigger waits to be asked for, and an offer for who lacks what it sells', () => {
    const tour: ContentInput = { kind: 'tour', key: 'round', title: 'Round', steps: [{ id: 'one', title: 'One' }] }
    const offer: ContentInput = {
      kind: 'offer',
      key: 'more',
      title: 'More',
      body: 'More',
      plan: 'business',
      action: { label: 'See', url: '/' },
    }
    expect(inSlot('overlay', [tour, offer])).toEqual([])
    expect(inSlot('overlay', [{ ...tour, trigger: { page: '/reports' } }], page('/reports'))).toHaveLength(1)
  })
})
