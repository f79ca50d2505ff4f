import type { TestWorkspace } from './workspace.ts'

/** A checklist for everybody: its one step is done by the event `one_done`. */
export const publishStart = (workspace: TestWorkspace) =>
  workspace.publish('start', {
    kind: 'checklist',
    title: 'Start',
    steps: [{ id: 'one', title: 'One', completeOn: { event: 'one_done' } }],
  })

/** A tip that answers trouble: it comes when `save_failed` was heard three times. */
export const publishHelp = (workspace: TestWorkspace) =>
  workspace.publish('help', {
    kind: 'tip',
    title: 'Help',
    body: 'Like this.',
    anchor: { hook: 'field' },
    trigger: { event: { name: 'save_failed', count: 3 } },
  })
