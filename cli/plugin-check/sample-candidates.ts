import { sampleCandidate, sampleVersion } from './sample-content.ts'

/** What interrupts for the moment, and what waits in its corner: two kinds of content that attention is spared for differently. */
export const sampleTip = sampleCandidate(
  sampleVersion({ kind: 'tip', key: 'tip', title: 'T', body: 'B', anchor: { hook: 'x' }, trigger: { page: '/' } }),
)
export const sampleChecklist = sampleCandidate(
  sampleVersion({
    kind: 'checklist',
    key: 'list',
    title: 'L',
    steps: [{ id: 'a', title: 'A', completeOn: { click: true } }],
  }),
)
