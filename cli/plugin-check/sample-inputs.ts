import type { ContentInput } from '../../contract/content.ts'
import type {
  Candidate,
  Catalogue,
  CheckInput,
  ContentText,
  Guardrail,
  RecommendInput,
  Session,
  Slot,
} from '../../contract/plugin.ts'
import { candidateIn, sampleCatalogue } from './sample-content.ts'
import { sampleNow, sampleSession } from './sample-session.ts'

const ago = (seconds: number) => sampleNow - seconds * 1_000

const tip = (key: string, trigger: Extract<ContentInput, { kind: 'tip' }>['trigger']): ContentInput => ({
  kind: 'tip',
  key,
  title: { en: 'A tip', de: 'Ein Tipp' },
  body: 'What it says.',
  anchor: { hook: 'save' },
  trigger,
})
const checklist = (key: string, priority: number, outcome?: { event: string }): ContentInput => ({
  kind: 'checklist',
  key,
  priority,
  ...(outcome === undefined ? {} : { outcome }),
  title: { en: 'First steps', de: 'Erste Schritte' },
  steps: [
    {
      id: 'create',
      title: { en: 'Create a project', de: 'Projekt anlegen' },
      completeOn: { event: 'project_created' },
    },
    { id: 'invite', title: 'Invite your team', completeOn: { click: true } },
    { id: 'rights', title: 'Set rights', completeOn: { click: true }, audience: { 'traits.role': 'admin' } },
  ],
})

/** Every kind of content and every kind of trigger. */
const contents: readonly ContentInput[] = [
  checklist('first-steps', 50),
  checklist('going-further', 20, { event: 'report_exported' }),
  tip('on-page', { page: '/projects/*' }),
  tip('on-event', { event: { name: 'save_failed', count: 3 } }),
  tip('on-error', { error: { contains: 'quota' } }),
  tip('on-rage-click', { rageClick: {} }),
  tip('on-pause', { page: '/projects/*', idle: { seconds: 30 } }),
  {
    kind: 'offer',
    key: 'more-seats',
    title: { en: 'More seats', de: 'Mehr Plätze' },
    body: 'The business plan has no limit.',
    plan: 'business',
    requires: { role: ['admin'] },
    price: { amount: 40, currency: 'EUR', period: 'month' },
    discount: { percent: 25, until: sampleNow + 86_400_000, minimumAdvertisedPrice: 20 },
    action: { label: 'See plans', url: '/plans' },
    citations: [{ article: 'plans' }],
  },
  {
    kind: 'article',
    key: 'plans',
    title: { en: 'What the plans hold', de: 'Was die Tarife enthalten' },
    body: 'Team has ten seats, business has no limit.',
    updatedAt: sampleNow - 400 * 86_400_000,
    routes: ['/plans'],
    features: ['seats'],
  },
  {
    kind: 'playbook',
    key: 'roll-out',
    title: 'Bring the whole team',
    body: 'In three steps.',
    feature: 'seats',
    steps: [{ text: 'Pick a plan.', link: { label: 'Plans', url: '/plans' }, article: 'plans' }, { text: 'Invite.' }],
    citations: [{ article: 'plans' }, { article: 'gone' }],
  },
]
export const sampleContents: Catalogue = sampleCatalogue(...contents)
export const emptyCatalogue: Catalogue = { version: 'sample-empty', items: [] }
/** As many as a large team has, for the time of a call. */
export const largeCatalogue = (): Catalogue => ({
  version: 'sample-large',
  items: Array.from(
    { length: 1_000 },
    (_, index) =>
      sampleCatalogue({ ...(contents[index % contents.length] as ContentInput), key: `c${index}` })
        .items[0] as Catalogue['items'][number],
  ),
})

const troubled: Partial<Session> = {
  page: { path: '/projects/7', at: ago(40) },
  idle: { path: '/projects/7', seconds: 30 },
  events: {
    save_failed: { count: 3, firstAt: ago(50), lastAt: ago(10) },
    project_created: { count: 1, firstAt: ago(3_600), lastAt: ago(3_600) },
  },
  recent: [
    ...[50, 30, 10].map((seconds) => ({
      at: ago(seconds),
      kind: 'track' as const,
      name: 'save_failed',
      path: '/projects/7',
    })),
    { at: ago(5), kind: 'rage-click', name: 'save', path: '/projects/7' },
  ],
  errors: { 'Over quota': { times: [ago(20), ago(10)], path: '/projects/7' } },
  progress: { 'first-steps': { steps: { create: { at: ago(3_600), by: 'event' } }, collapsed: false } },
}
const fullCaps = ['checklist', 'inline', 'overlay', 'banner'].flatMap((slot) =>
  Array.from({ length: 50 }, (_, index) => ({
    key: `fatigue:${slot}:${index % 2 === 0 ? 'day' : 'week'}`,
    limit: 1,
    windowMs: 86_400_000,
    decision: `d${index}`,
    at: ago(index * 60),
    painted: true,
  })),
)

/** Users in the situations that plugins are written for. */
export const sampleSessions: Readonly<Record<string, Session>> = {
  'an empty session': sampleSession(),
  'a new user on a page': sampleSession({ page: { path: '/projects/7', at: ago(1) }, locale: 'de-CH' }),
  'a user in trouble': sampleSession(troubled),
  'a user who is typing': sampleSession({ ...troubled, typingAt: ago(1), lastAt: ago(1) }),
  'a verified user of long standing': sampleSession({
    ...troubled,
    kind: 'user',
    verified: true,
    startedAt: ago(90 * 86_400),
    traits: { verified: { role: 'admin', plan: 'team' }, claimed: { theme: 'dark' } },
    account: { id: 'acme', verified: true, traits: { verified: {}, claimed: {} } },
    doings: {
      last: ['project_created', 'invited'].map((name, place) => ({
        seq: place + 1,
        at: ago(90 - place),
        kind: 'event' as const,
        name,
        weight: 1,
      })),
      heard: { weight: 2, at: ago(89) },
    },
    consent: { analytics: true, personalisation: true, at: ago(86_400) },
  }),
  'a user who declined': sampleSession({ consent: { analytics: false, personalisation: false, at: ago(60) } }),
  'a user who has seen a lot': sampleSession({
    ...troubled,
    caps: fullCaps,
    shown: {
      'on-page': { exposures: 3, lastAt: ago(60), dismissedAt: ago(50) },
      'on-event': { exposures: 1, lastAt: ago(90) },
    },
    active: {
      inline: {
        decision: 'd0',
        content: 'on-pause',
        version: 'on-pause@1',
        at: ago(30),
        paintedAt: ago(29),
        expiresAt: ago(-90),
        ghost: false,
        why: { en: 'Because.' },
        amended: null,
      },
    },
  }),
}

/** What a content guardrail is given to read. */
export const sampleText: ContentText = {
  title: 'A tip',
  body: 'What it says.',
  others: ['Try it'],
  variants: { formal: { body: 'What it states.' } },
}

export interface Sample<I> {
  /** Who is asked about, in words for a report. */
  readonly title: string
  readonly input: I
}
export type RecommendSample = Sample<Omit<RecommendInput<never>, 'prepared'>> & { readonly catalogue: Catalogue }

const sampleSlots: readonly Slot[] = ['checklist', 'inline', 'overlay', 'banner', 'list']

export const recommendSamples = (): readonly RecommendSample[] =>
  Object.entries(sampleSessions).flatMap(([who, session]) =>
    [sampleContents, emptyCatalogue].flatMap((catalogue) =>
      sampleSlots.map((slot) => ({
        title: `${who}, slot ${slot}, ${catalogue.items.length} contents`,
        catalogue,
        input: {
          session,
          slot,
          eligible: sampleCandidates(catalogue)
            .filter((candidate) => candidate.slot === slot)
            .map(({ content }) => content),
          now: sampleNow,
          seed: 7,
        },
      })),
    ),
  )

const sampleCandidates = (catalogue: Catalogue): readonly Candidate[] => catalogue.items.map(candidateIn(catalogue))

export const checkSamples = (phase: Guardrail['phase']): readonly Sample<CheckInput>[] =>
  Object.entries(sampleSessions).flatMap(([who, session]) =>
    (['implied', 'required'] as const).flatMap((consent) =>
      sampleCandidates(sampleContents).map((candidate) => ({
        title: `${who}, ${candidate.key}, consent ${consent}`,
        input: {
          candidate,
          session,
          now: sampleNow,
          settings: { consent },
          ...(phase === 'content' ? { text: sampleText } : {}),
        },
      })),
    ),
  )
