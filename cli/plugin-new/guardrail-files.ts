/** A guardrail that works at once: the smallest that has all parts. `NAME` stands for its name, `TITLE` for its name in words. */
export const guardrailFiles: Readonly<Record<string, string>> = {
  'index.ts': `import { defineGuardrail } from 'cairn/plugin'
import { z } from 'zod'

export default defineGuardrail({
  name: 'NAME',
  version: '0.1.0',
  summary: 'TITLE: shows tips only after somebody has had time to look around.',

  // May this user be shown this, now? \`content\` would ask instead: may it be said like this?
  phase: 'eligibility',
  // It only spares attention: what the user asks for by name is shown all the same. Leave it out where a veto protects somebody.
  fatigue: true,

  // Becomes a form: every field with a default may be left out, its description is its label.
  options: z.strictObject({
    minutes: z.number().int().min(1).max(1_440).default(5).describe('Minutes after the first visit without tips'),
  }),

  // Every code needs English.
  reasons: {
    'just-arrived': { en: 'Tips come once you have looked around.' },
  },

  // Pure: \`now\` in the input is the only clock.
  check({ candidate, session, now }, { minutes }) {
    // What stands already stays: taking it away would disturb more than leaving it.
    if (candidate.kind !== 'tip' || session.active[candidate.slot]?.content === candidate.key) return { verdict: 'allow' }
    const leftMs = session.startedAt + minutes * 60_000 - now
    if (leftMs <= 0) return { verdict: 'allow' }
    // \`retryAfterMs\` wakes the decision by itself; without it only the user's next act would.
    return { verdict: 'veto', code: 'just-arrived', retryAfterMs: Math.max(100, leftMs) }
  },
})
`,
  'index.test.ts': `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleCandidate, sampleCatalogue, sampleNow, sampleSession } from 'cairn/plugin-testing'
import plugin from './index.ts'

const options = plugin.options.parse({ minutes: 10 })
const [tip, checklist] = sampleCatalogue(
  { kind: 'tip', key: 'a-tip', title: 'A tip', body: 'Like this.', anchor: { hook: 'save' }, trigger: { page: '/*' } },
  { kind: 'checklist', key: 'start', title: 'Start', steps: [{ id: 'one', title: 'One', completeOn: { click: true } }] },
).items.map(sampleCandidate)

/** @param minutes since the user came first */
const askedAfter = (minutes: number, candidate = tip) => {
  assert.ok(candidate)
  return plugin.check(
    {
      candidate,
      session: sampleSession({ startedAt: sampleNow - minutes * 60_000 }),
      now: sampleNow,
      settings: { consent: 'implied' },
    },
    options,
  )
}

test('a tip waits, and asks to be heard again when its time has come', () => {
  assert.deepEqual(askedAfter(9), { verdict: 'veto', code: 'just-arrived', retryAfterMs: 60_000 })
})

test('a tip may be shown after that', () => {
  assert.deepEqual(askedAfter(10), { verdict: 'allow' })
})

test('a checklist may be shown at once', () => {
  assert.deepEqual(askedAfter(0, checklist), { verdict: 'allow' })
})
`,
  'README.md': `# NAME

Shows tips only after somebody has had time to look around.

| option | default | |
|---|---|---|
| \`minutes\` | \`5\` | minutes after the first visit without tips |

| reason | what it means |
|---|---|
| \`just-arrived\` | the user came first less than \`minutes\` ago |

\`cairn plugin check .\` checks what Cairn relies on, \`cairn plugin test .\` runs the tests, \`CAIRN_PLUGINS=.\` brings it into a server.
`,
}
