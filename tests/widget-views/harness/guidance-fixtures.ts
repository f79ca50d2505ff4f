import type { ChecklistGuidance, Guidance, GuidanceItem, TipGuidance } from '../../../contract/guidance.ts'

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

export const guidance = (rev: number, items: GuidanceItem[], display = true): Guidance => ({
  kind: 'guidance',
  rev,
  display,
  items,
  watches: [],
})
