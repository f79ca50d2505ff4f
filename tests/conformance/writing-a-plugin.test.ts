import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { sampleCandidate } from '../../cli/plugin-check/sample-content.ts'
import { sampleExamples } from '../../cli/plugin-check/sample-examples.ts'
import { sampleContents } from '../../cli/plugin-check/sample-inputs.ts'
import { sampleNow, sampleSession } from '../../cli/plugin-check/sample-session.ts'
import type { Guardrail, LearningExample, Recommender, Session } from '../../contract/plugin.ts'
import { settingsOverride } from '../../contract/settings.ts'
import { loadPlugin } from '../../server/plugin-host/load-plugin.ts'
import { loadPluginHost } from '../../server/plugin-host/load-plugin-host.ts'
import { pluginConformance } from './plugin.conformance.ts'

const guide = await readFile(new URL('../../docs/writing-a-plugin.md', import.meta.url), 'utf8')
const folder = await mkdtemp(join(tmpdir(), 'cairn-guide-'))
afterAll(() => rm(folder, { recursive: true }))

/** The examples as they stand on the page, by the file that their first line names. */
const examples = [...guide.matchAll(/```ts\n(\/\/ (\S+\.ts)\n[\s\S]*?)```/g)].map(([, code = '', name = '']) => ({
  name,
  code,
}))
for (const { name, code } of examples) await writeFile(join(folder, name), code)

describe('docs/writing-a-plugin.md', () => {
  test('shows two recommenders and two guardrails, each complete', () => {
    const names = ['quiet-week.ts', 'working-hours.ts', 'seats-left.ts', 'what-follows.ts']
    expect(examples.map(({ name }) => name)).toEqual(names)
    expect([...guide.matchAll(/```ts\n/g)]).toHaveLength(examples.length)
  })

  test('its recommender does what it says', async () => {
    const plugin = (await loadPlugin(join(folder, 'quiet-week.ts'))) as Recommender
    const options = plugin.options.parse({})
    const askedAfter = (days: number) =>
      plugin.recommend(
        {
          session: sampleSession({
            events: { project_created: { count: 2, firstAt: 1, lastAt: sampleNow - days * 86_400_000 } },
          }),
          slot: 'inline',
          eligible: ['on-page@1'],
          now: sampleNow,
          seed: 1,
          prepared: plugin.prepare?.(sampleContents, options),
        },
        options,
      )
    expect(askedAfter(6)).toEqual([])
    expect(askedAfter(8)).toEqual([
      { content: 'on-page@1', score: 8, evidence: [{ code: 'quiet-week', facts: { days: 8 } }] },
    ])
  })

  test('its guardrail does what it says', async () => {
    const plugin = (await loadPlugin(join(folder, 'working-hours.ts'))) as Guardrail
    const options = plugin.options.parse({})
    const [item] = sampleContents.items
    const askedAt = (time: string) =>
      plugin.check(
        {
          candidate: sampleCandidate(item!),
          session: sampleSession(),
          now: Date.parse(`2026-01-06T${time}:00+01:00`),
          settings: { consent: 'implied' },
        },
        options,
      )
    expect(askedAt('09:00')).toEqual({ verdict: 'allow' })
    expect(askedAt('18:00')).toEqual({ verdict: 'veto', code: 'after-hours', retryAfterMs: 14 * 3_600_000 })
    expect(askedAt('07:30')).toMatchObject({ code: 'after-hours', retryAfterMs: 1_800_000 })
  })

  test('its guardrail that asks the outside says what holds with its answer and without', async () => {
    const plugin = (await loadPlugin(join(folder, 'seats-left.ts'))) as Guardrail
    const [item] = sampleContents.items
    const options = plugin.options.parse({ keys: [item!.content.key] })
    const account = { id: 'a/b', verified: true, traits: { verified: {}, claimed: {} } }
    const asked: string[] = []
    const fetch = async (url: string) => {
      asked.push(url)
      return { status: 200, body: '{"free":2}' }
    }
    const session = sampleSession({ account })
    const found = await plugin.prepareFacts?.({ session, now: sampleNow }, { fetch }, options)
    expect([found, asked]).toEqual([{ free: 2 }, ['https://seats.example.com/accounts/a%2Fb']])
    const verdictWith = (facts: unknown) => {
      const settings = { consent: 'implied' as const }
      return plugin.check({ candidate: sampleCandidate(item!), session, now: sampleNow, settings, facts }, options)
    }
    expect(verdictWith(found)).toEqual({ verdict: 'allow' })
    expect(verdictWith({ free: 0 })).toMatchObject({ verdict: 'veto', code: 'no-seat' })
    expect(verdictWith(null)).toMatchObject({ verdict: 'veto', code: 'no-seat' })
  })

  test('its recommender that learns proposes what enough people did next, and no single loud one', async () => {
    const plugin = (await loadPlugin(join(folder, 'what-follows.ts'))) as Recommender
    const options = plugin.options.parse({})
    const learns = plugin.learns ?? expect.fail('it learns')
    const inviting = (who: number): LearningExample => ({
      kind: 'event',
      name: 'invited',
      at: sampleNow,
      previous: ['project_created'],
      first: true,
      before: [],
      role: null,
      weight: 1,
      who,
    })
    const learnt = (voices: readonly number[]) =>
      voices.reduce((model, who) => learns.learn(model, inviting(who), options), learns.initial(options))
    const askedWith = (voices: readonly number[], events: Session['events'] = {}) =>
      plugin.recommend(
        {
          session: sampleSession({
            events,
            doings: {
              last: [{ seq: 1, at: sampleNow, kind: 'event', name: 'project_created' }],
              heard: { weight: 0, at: 0 },
            },
          }),
          slot: 'inline',
          eligible: ['on-page@1'],
          now: sampleNow,
          seed: 1,
          prepared: plugin.prepare?.(sampleContents, options),
          model: learnt(voices),
        },
        options,
      )
    expect(askedWith([1, 2, 3, 4])).toEqual([])
    expect(askedWith([1, 2, 3, 4, ...new Array<number>(500).fill(4)])).toEqual([])
    expect(askedWith([1, 2, 3, 4, 5])).toMatchObject([
      { content: 'on-page@1', evidence: [{ code: 'others-did', facts: { people: 5 } }] },
    ])
    expect(askedWith([1, 2, 3, 4, 5], { invited: { count: 1, firstAt: 1, lastAt: 1 } })).toEqual([])
  })

  test('its recommender that learns does so in a thread of its own, as the server lets it', async () => {
    const quiet = () => {}
    const { host, close } = await loadPluginHost(
      { isolated: [join(folder, 'what-follows.ts')] },
      { log: { debug: quiet, info: quiet, warn: quiet, error: quiet }, count: quiet, observe: quiet },
      { monotonicMs: () => performance.now() },
    )
    const text = await host.learn('what-follows', { model: undefined, examples: sampleExamples, options: {} })
    expect(Object.keys((JSON.parse(text) as { after: object }).after).sort()).toEqual([
      'project_created',
      'save_failed',
    ])
    await close()
  })

  test('its settings enable both', async () => {
    const quiet = () => {}
    const { check, host, close } = await loadPluginHost(
      { isolated: [folder] },
      { log: { debug: quiet, info: quiet, warn: quiet, error: quiet }, count: quiet, observe: quiet },
      { monotonicMs: () => 0 },
    )
    const settings = /```json\n([\s\S]*?)```/.exec(guide)?.[1] ?? ''
    expect(await check(settingsOverride.parse(JSON.parse(settings).value))).toBeUndefined()
    expect(host.list().map(({ name }) => name)).toEqual(expect.arrayContaining(['quiet-week', 'working-hours']))
    await close()
  })
})

for (const { name } of examples) pluginConformance(`the example ${name}`, () => loadPlugin(join(folder, name)))
