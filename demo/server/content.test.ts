import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { candidateIn } from '../../cli/plugin-check/sample-content.ts'
import { textsOf } from '../../contract/compiled-catalogue.ts'
import { content } from '../../contract/content.ts'
import { emptySession } from '../../contract/empty-session.ts'
import { settings, settingsOverride } from '../../contract/settings.ts'
import citations from '../../plugins/guardrails/citations/index.ts'
import discounts from '../../plugins/guardrails/discounts/index.ts'
import entitlement from '../../plugins/guardrails/entitlement/index.ts'
import fatigue from '../../plugins/guardrails/fatigue/index.ts'
import quiet from '../../plugins/guardrails/quiet/index.ts'
import supportState from '../../plugins/guardrails/support-state/index.ts'
import { tenantSettings, workspaceSettings } from './cairn-settings.ts'
import { companies } from './people.ts'
import { readContent } from './read-content.ts'

const files = readContent(fileURLToPath(new URL('../content', import.meta.url)))
const items = [
  ...Object.entries(files.workspace),
  ...Object.values(files.tenants).flatMap((own) => Object.entries(own)),
].map(([key, value]) => [key, { ...(value as object), key }] as const)
const parsed = () => items.map(([, value]) => content.parse(value))

const page = fileURLToPath(new URL('../page', import.meta.url))
const pageText = readdirSync(page, { recursive: true, withFileTypes: true })
  .filter((entry) => /\.tsx?$/.test(entry.name))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  .join('\n')

describe("the authors' files", () => {
  test.each(items)('%s is content that Cairn takes', (_key, value) => {
    expect(content.safeParse(value).error?.issues ?? []).toEqual([])
  })

  test('every text stands in English and German', () => {
    for (const item of parsed())
      for (const text of textsOf(item)) if (text !== undefined) expect(Object.keys(text).sort()).toEqual(['de', 'en'])
  })

  test('every tip is anchored at an element that the page has', () => {
    for (const item of parsed()) {
      if (item.kind !== 'tip') continue
      const hook = item.anchor.hook!
      const literal = pageText.includes(`data-cairn="${hook}"`)
      const connects = hook.startsWith('connect-') && pageText.includes('data-cairn={`connect-')
      expect(literal || connects, hook).toBe(true)
    }
  })

  test('every article that is cited or linked is there, for the tenant too', () => {
    const articles = parsed().flatMap((item) => (item.kind === 'article' ? [item.key] : []))
    for (const item of parsed())
      for (const cited of item.citations ?? []) if ('article' in cited) expect(articles).toContain(cited.article)
  })

  test('every event that a step or a tip waits for is one that the page tells', () => {
    const searches: readonly string[] = workspaceSettings.searches.map(({ name }) => name)
    for (const item of parsed()) {
      const names =
        item.kind === 'tip'
          ? [item.trigger.event?.name]
          : item.kind === 'checklist'
            ? item.steps.map(({ completeOn }) => ('event' in completeOn ? completeOn.event : undefined))
            : []
      for (const name of names)
        if (name !== undefined) expect(searches.includes(name) || pageText.includes(`track('${name}'`), name).toBe(true)
    }
  })

  test('a tenant that content is written for is a customer of the product', () => {
    const known = companies.map(({ id }) => id)
    for (const tenant of [...Object.keys(files.tenants), ...Object.keys(tenantSettings)])
      expect(known).toContain(tenant)
  })
})

describe('the settings', () => {
  const optionsOf = (override: { guardrails: readonly { plugin: string; options: object }[] }, plugin: string) =>
    override.guardrails.find((guardrail) => guardrail.plugin === plugin)?.options

  test.each([['the workspace', workspaceSettings] as const, ...Object.entries(tenantSettings)])(
    'of %s are ones that Cairn and its guardrails take',
    (_name, override) => {
      expect(settingsOverride.safeParse(override).error?.issues ?? []).toEqual([])
      for (const guardrail of [fatigue, quiet, entitlement, supportState, discounts, citations])
        expect(guardrail.options.safeParse(optionsOf(override, guardrail.name)).error?.issues ?? []).toEqual([])
    },
  )

  test('make the two customers differ: of the same tips one gets all, the other only those that an article backs', () => {
    const now = Date.now()
    const catalogue = {
      version: 'demo',
      items: Object.entries(files.workspace).map(([key, value]) => ({
        version: `${key}@1`,
        hash: '0',
        publishedAt: now,
        content: content.parse({ ...(value as object), key }),
      })),
    }
    const tipsUnder = (override: Parameters<typeof optionsOf>[0]) =>
      catalogue.items
        .filter((item) => item.content.kind === 'tip')
        .map(candidateIn(catalogue))
        .filter(
          (candidate) =>
            citations.check(
              { candidate, session: emptySession('u1', now), now, settings: { consent: 'implied' } },
              citations.options.parse(optionsOf(override, 'citations')),
            ).verdict === 'allow',
        )
        .map(({ key }) => key)
    expect(tipsUnder(workspaceSettings)).toEqual([
      'archive-needs-done',
      'integrations-hint',
      'report-pause',
      'vat-number-help',
      'webhook-help',
    ])
    expect(tipsUnder(tenantSettings['brandt-optik'])).toEqual(['report-pause', 'vat-number-help', 'webhook-help'])
  })

  test('hold nobody out, so that whoever tries the demo sees it', () => {
    expect(settings.parse(workspaceSettings).holdoutShare).toBe(0)
  })
})
