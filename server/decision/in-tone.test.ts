import { expect, test } from 'vitest'
import { compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { compileCorrections } from '../../contract/compiled-corrections.ts'
import { type ContentInput, content } from '../../contract/content.ts'
import type { Decision } from '../../contract/decision.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { ContentText, Verdict } from '../../contract/plugin.ts'
import { settings } from '../../contract/settings.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import type { Asker, DecisionWorld } from './asker.ts'
import { decideSlot } from './decide.ts'
import { decideList } from './decide-list.ts'
import { replayDecision } from './replay.ts'

const now = 1_700_000_000_000
const said = { title: { en: 'Hey, look!', de: 'Schau mal!' }, body: { en: 'So cool.', de: 'Echt gut.' } }
const formal = { title: { en: 'Please note', de: 'Bitte beachten Sie' } }
const authored: ContentInput[] = [
  { kind: 'tip', key: 'tip', anchor: { hook: 'x' }, trigger: { page: '/' }, ...said, variants: { formal } },
  { kind: 'article', key: 'article', ...said, variants: { formal } },
]
const catalogue = compileCatalogue(
  {
    version: 'v1',
    items: authored.map((one) => ({
      version: `${one.key}@1`,
      hash: '0',
      publishedAt: 0,
      content: content.parse(one),
    })),
  },
  compileFilter,
)
const world = (changes: object): DecisionWorld => ({
  settings: settings.parse({ holdoutShare: 0, ...changes }),
  catalogue,
  corrections: compileCorrections([], catalogue, compileFilter),
  hash: (text) => text,
  monotonicMs: () => 0,
  reasonsOf: () => undefined,
})

/** Decides in a slot, and what a user asked for; with what the content guardrails were given to read. */
const decide = async (slot: 'inline' | 'list', under: DecisionWorld, verdict: Verdict = { verdict: 'allow' }) => {
  const read: ContentText[] = []
  const answered = <V>(plugin: string, value: V) => ({
    plugin,
    version: '1',
    outcome: 'answered' as const,
    value,
    ms: 1,
  })
  const ask: Asker = {
    recommend: async (_enabled, { eligible }) => [
      answered(
        'some',
        eligible.map((version) => ({ content: version, score: 1, evidence: [{ code: 'a', facts: {} }] })),
      ),
    ],
    check: async (phase, _enabled, _input, candidates, texts = []) => {
      if (phase === 'eligibility') return []
      read.push(...texts)
      return [
        answered(
          'language',
          candidates.map(() => verdict),
        ),
      ]
    },
  }
  const session = { ...emptySession('u1', now), locale: 'de' }
  const input = { slot, session, now, seed: 1, settings: '1', catalogue: 'v1' }
  const decision: Decision =
    slot === 'inline'
      ? await decideSlot({ id: 'd1', trigger: 't', input }, under, ask)
      : await decideList({ id: 'd1', trigger: 't', input: { ...input, ask: { query: null, k: 3 } } }, under, ask)
  return { decision, read, chosen: slot === 'inline' ? decision.result.choice : decision.result.list?.[0] }
}

test.each(['inline', 'list'] as const)(
  'in a tone (%s) content is said in its variant, which the guardrails read and the record names; the rest stands',
  async (slot) => {
    const { decision, read, chosen } = await decide(slot, world({ tone: 'formal' }))
    expect(chosen).toMatchObject({ tone: 'formal', amended: { title: 'Bitte beachten Sie' } })
    expect(read).toMatchObject([{ title: 'Bitte beachten Sie', body: 'Echt gut.' }])
    expect((await replayDecision(decision, world({ tone: 'formal' }))).differences).toEqual([])
    expect((await replayDecision(decision, world({}))).same).toBe(false)
  },
)

test.each([null, 'breezy'])('without a variant for the tone (%s) it is said as it stands', async (tone) => {
  const { read, chosen } = await decide('inline', world({ tone }))
  expect(chosen).toMatchObject({ amended: null })
  expect(chosen).not.toHaveProperty('tone')
  expect(read).toMatchObject([{ title: 'Schau mal!' }])
})

test('what a guardrail amends is laid over the tone, and what it did not touch stays in it', async () => {
  const amend: Verdict = { verdict: 'amend', code: 'tone', patch: { body: 'Gut.' } }
  const { chosen } = await decide('inline', world({ tone: 'formal' }), amend)
  expect(chosen?.amended).toEqual({ title: 'Bitte beachten Sie', body: 'Gut.' })
})
