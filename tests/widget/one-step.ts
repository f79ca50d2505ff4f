import type { Guidance } from '../../contract/guidance.ts'

/** A new user's checklist. */
export const oneStep: Guidance = {
  kind: 'guidance',
  rev: 1,
  display: true,
  watches: [],
  items: [
    {
      kind: 'checklist',
      decision: 'd1',
      key: 'start',
      version: 'start-1',
      title: 'Get started',
      why: 'You are new here.',
      collapsed: false,
      steps: [{ id: 'one', title: 'Create a project', done: false, byClick: false }],
    },
  ],
}
