/** A recommender that works at once: the smallest that has all parts. `NAME` stands for its name, `TITLE` for its name in words. */
export const recommenderFiles: Readonly<Record<string, string>> = {
  'index.ts': `import { type Catalogue, defineRecommender } from 'cairn/plugin'
import { z } from 'zod'

export default defineRecommender({
  name: 'NAME',
  version: '0.1.0',
  summary: 'TITLE: offers a tip once somebody has done something often enough.',

  // Becomes a form: every field with a default may be left out, its description is its label.
  options: z.strictObject({
    event: z.string().min(1).max(64).default('project_created').describe('What the user has done'),
    times: z.number().int().min(1).max(1_000).default(1).describe('How often at least'),
    tip: z.string().min(1).max(64).default('on-page').describe('Key of the tip to offer then'),
  }),

  // What the user reads under "why am I seeing this". Every code needs English; {times} stands for a fact.
  reasons: {
    'often-enough': { en: 'You have done this {times} times.' },
  },

  // Once per published catalogue: build indexes here. What it returns comes back as \`prepared\`.
  prepare: (catalogue: Catalogue, { tip }) => ({
    version: catalogue.items.find(({ content }) => content.kind === 'tip' && content.key === tip)?.version,
  }),

  // Pure: \`now\` and \`seed\` in the input are the only clock and the only chance.
  recommend({ session, eligible, prepared }, { event, times }) {
    const { version } = prepared
    if (version === undefined || !eligible.includes(version)) return []
    const done = Object.hasOwn(session.events, event) ? session.events[event] : undefined
    if (done === undefined || done.count < times) return []
    return [{ content: version, score: done.count, evidence: [{ code: 'often-enough', facts: { times: done.count } }] }]
  },
})
`,
  'index.test.ts': `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleCatalogue, sampleNow, sampleSession } from 'cairn/plugin-testing'
import plugin from './index.ts'

const options = plugin.options.parse({ event: 'report_made', times: 3, tip: 'share' })
const catalogue = sampleCatalogue({
  kind: 'tip',
  key: 'share',
  title: 'Share it',
  body: 'Others want to see it too.',
  anchor: { hook: 'share' },
  trigger: { page: '/*' },
})

/** @param count how often the user has made a report */
const askedAfter = (count: number, eligible: readonly string[] = ['share@1']) =>
  plugin.recommend(
    {
      session: sampleSession({ events: { report_made: { count, firstAt: sampleNow, lastAt: sampleNow } } }),
      slot: 'inline',
      eligible,
      now: sampleNow,
      seed: 1,
      prepared: plugin.prepare?.(catalogue, options) ?? { version: undefined },
    },
    options,
  )

test('the tip is offered once it was done often enough, and the reason says how often', () => {
  assert.deepEqual(askedAfter(3), [
    { content: 'share@1', score: 3, evidence: [{ code: 'often-enough', facts: { times: 3 } }] },
  ])
})

test('it is not offered before', () => {
  assert.deepEqual(askedAfter(2), [])
})

test('it is not offered where targeting has left it out', () => {
  assert.deepEqual(askedAfter(3, []), [])
})
`,
  'README.md': `# NAME

Offers a tip once somebody has done something often enough.

| option | default | |
|---|---|---|
| \`event\` | \`project_created\` | what the user has done |
| \`times\` | \`1\` | how often at least |
| \`tip\` | \`on-page\` | key of the tip to offer then |

| reason | what it means |
|---|---|
| \`often-enough\` | the user has done it \`times\` times |

\`cairn plugin check .\` checks what Cairn relies on, \`cairn plugin test .\` runs the tests, \`CAIRN_PLUGINS=.\` brings it into a server.
`,
}
