import type {
  Answer,
  ChecklistGuidance,
  Guidance,
  GuidanceItem,
  OfferGuidance,
  TipGuidance,
} from '../../../contract/guidance.ts'

export const checklist = (over: Partial<ChecklistGuidance> = {}): ChecklistGuidance => ({
  kind: 'checklist',
  decision: 'decision-1',
  key: 'get-started',
  version: 'get-started@1a2b',
  title: 'Get started with Northwind',
  body: 'Five short steps, about four minutes.',
  why: 'You are new here and your workspace has no project yet.',
  collapsed: false,
  steps: [
    { id: 'profile', title: 'Complete your profile', done: true, byClick: false },
    {
      id: 'create-project',
      title: 'Create your first project',
      body: 'Projects hold tasks, files and people. Start with something small; you can rename it later.',
      done: false,
      byClick: false,
      action: { label: 'Create a project', url: '/projects?new=1' },
    },
    {
      id: 'read-guide',
      title: 'Read the two-minute guide',
      body: 'It explains boards, owners and states.',
      done: false,
      byClick: true,
      action: { label: 'Open the guide', url: 'https://guide.example/start' },
    },
    { id: 'invite', title: 'Invite a teammate', body: 'Work is nicer together.', done: false, byClick: false },
    { id: 'share', title: 'Share a report', done: false, byClick: false },
  ],
  ...over,
})

/** The checklist with its first `count` steps done. */
export const withDone = (count: number, over: Partial<ChecklistGuidance> = {}): ChecklistGuidance =>
  checklist({ steps: checklist().steps.map((step, at) => ({ ...step, done: at < count })), ...over })

export const tip = (over: Partial<TipGuidance> = {}): TipGuidance => ({
  kind: 'tip',
  decision: 'decision-2',
  key: 'new-project-tip',
  version: 'new-project-tip@3c4d',
  title: 'Start from a template',
  body: 'Templates bring boards and roles along, so that nobody starts from an empty page.',
  why: 'You opened this page three times without creating a project.',
  anchor: { hook: 'new-project' },
  placement: 'bottom',
  action: { label: 'Browse templates', url: '/templates' },
  ...over,
})

export const offer = (over: Partial<OfferGuidance> = {}): OfferGuidance => ({
  kind: 'offer',
  decision: 'decision-3',
  key: 'business-plan',
  version: 'business-plan@5e6f',
  title: 'Reports over all your projects',
  body: 'The Business plan puts every project into one report, and has room for everybody.',
  why: 'You exported reports of four projects this week, one by one.',
  price: { amount: 39.2, before: 49, until: Date.UTC(2027, 2, 31), currency: 'EUR', period: 'month' },
  eligibility: 'For teams on the Team plan. Billed monthly; you can go back at the end of each month.',
  action: { label: 'Compare the plans', url: '/settings/plans' },
  ...over,
})

export const answer = (over: Partial<Answer> = {}): Answer => ({
  key: 'webhooks',
  version: 'webhooks@1',
  kind: 'article',
  title: 'Send events to your own server',
  extract:
    'A webhook that fails is tried again after five minutes, and then every hour for a day. Private addresses are refused, and the address must begin with https.',
  date: Date.UTC(2026, 4, 4),
  why: 'It speaks of what you asked for: failed, webhook, tried.',
  ...over,
})
export const answersGiven: Answer[] = [
  answer(),
  answer({
    key: 'launch',
    kind: 'playbook',
    title: 'Connect Halyard to the tools that you have',
    extract: 'From the first webhook to reports that write themselves: seven steps, about half an hour.',
    why: 'It speaks of what you asked for: webhook.',
    sources: [{ title: 'Send events to your own server' }],
  }),
  answer({
    key: 'secrets',
    title: 'Check that an event is really ours',
    extract: 'Every webhook is signed. Compare the signature in the header before you trust what it says.',
    date: Date.UTC(2026, 9, 12),
    why: 'It speaks of what you asked for: webhook.',
  }),
]

export const guidance = (rev: number, items: GuidanceItem[], display = true): Guidance => ({
  kind: 'guidance',
  rev,
  display,
  items,
  watches: [],
})
