import { describe, expect, test } from 'vitest'
import { sampleCatalogue } from '../../../cli/plugin-check/sample-content.ts'
import { sampleNow, sampleSession } from '../../../cli/plugin-check/sample-session.ts'
import type { ContentInput, Slot } from '../../../contract/content.ts'
import { sayCatalogue } from '../../../contract/say-catalogue.ts'
import type { RecentEvent, Session } from '../../../contract/session.ts'
import { vocabulary } from '../../../contract/vocabulary.ts'
import { indexContent } from './content-index.ts'
import retrieval from './index.ts'

const article = (key: string, title: Record<string, string>, body: Record<string, string>): ContentInput => ({
  kind: 'article',
  key,
  title,
  body,
})
const library: readonly ContentInput[] = [
  article(
    'invoices',
    { en: 'Find and download invoices', de: 'Rechnungen finden und herunterladen' },
    {
      en: 'All of them stand under Billing. They go to the address of your accounting. An invoice of last year can be corrected once.',
      de: 'Alle stehen unter Abrechnung. Sie gehen an die Adresse Ihrer Buchhaltung.',
    },
  ),
  article(
    'webhooks',
    { en: 'Send events to your server', de: 'Ereignisse an Ihren Server senden' },
    {
      en: 'Enter an address. It has to answer within ten seconds; else the webhook is tried again after five minutes.',
      de: 'Geben Sie eine Adresse ein. Sie muss binnen zehn Sekunden antworten.',
    },
  ),
  {
    kind: 'playbook',
    key: 'launch',
    title: { en: 'Plan a launch', de: 'Eine Einführung planen' },
    body: { en: 'From an idea to the day.', de: 'Von der Idee bis zum Tag.' },
    steps: [{ text: { en: 'Create a project from the template', de: 'Ein Projekt aus der Vorlage anlegen' } }],
  },
  {
    kind: 'tip',
    key: 'invoice-tip',
    title: 'Invoices',
    body: 'Invoices, invoices.',
    anchor: { hook: 'x' },
    trigger: { page: '/' },
  },
  {
    kind: 'checklist',
    key: 'billing',
    title: 'Billing and invoices',
    steps: [{ id: 'a', title: 'Pay', completeOn: { click: true } }],
  },
]

interface Given {
  readonly query?: string
  readonly session?: Partial<Session>
  readonly options?: object
  readonly slot?: Slot
  readonly without?: string
  readonly nearest?: readonly string[]
  readonly vocabulary?: readonly object[]
}

const find = ({
  query,
  session = {},
  options = {},
  slot = 'list',
  without,
  nearest,
  vocabulary: words = [],
}: Given) => {
  const catalogue = sayCatalogue(sampleCatalogue(...library), vocabulary.parse(words), 'en', (text) => text)
  const parsed = retrieval.options.parse(options)
  return retrieval.recommend(
    {
      session: sampleSession(session),
      slot,
      eligible: catalogue.items.filter(({ content }) => content.key !== without).map(({ version }) => version),
      now: sampleNow,
      seed: 1,
      prepared: indexContent(catalogue, parsed.slots),
      ...(query === undefined ? {} : { ask: { query } }),
      ...(nearest === undefined
        ? {}
        : {
            nearest: {
              by: 'own-texts' as const,
              found: nearest.map((key, place) => ({ content: `${key}@1`, similarity: 0.9 - place / 10 })),
            },
          }),
    },
    parsed,
  )
}
const keys = (given: Given) => find(given).map(({ content }) => content.replace('@1', ''))
const lately = (kind: RecentEvent['kind'], name: string, secondsAgo = 5) => ({
  recent: [{ kind, name, at: sampleNow - secondsAgo * 1_000, path: '/' }],
})

describe('a question', () => {
  test('finds the articles and playbooks that speak of it, best first', () => {
    expect(keys({ query: 'How can I correct an invoice?' })).toEqual(['invoices'])
    expect(keys({ query: 'webhook address' })).toEqual(['webhooks', 'invoices'])
    expect(keys({ query: 'create a project from a template' })).toEqual(['launch'])
  })

  test('is answered with the sentences that speak of it, and the words that were found there', () => {
    const [found] = find({ query: 'How often is a webhook tried again?' })
    expect(found?.evidence).toEqual([
      {
        code: 'asked-for',
        facts: {
          words: 'webhook, tried',
          extract: 'It has to answer within ten seconds; else the webhook is tried again after five minutes.',
        },
      },
    ])
  })

  test('is searched in the reader’s language', () => {
    expect(keys({ query: 'Rechnung', session: { locale: 'de-AT' } })).toEqual(['invoices'])
    expect(keys({ query: 'Rechnung', session: { locale: 'en' } })).toEqual([])
    const [found] = find({ query: 'Buchhaltung', session: { locale: 'de' } })
    expect(found?.evidence[0]?.facts?.extract).toBe('Sie gehen an die Adresse Ihrer Buchhaltung.')
  })

  test('that nothing speaks of finds nothing', () => {
    expect(keys({ query: 'What is the weather tomorrow?' })).toEqual([])
    expect(keys({ query: '???' })).toEqual([])
  })

  test('never finds what this user may not see', () => {
    expect(keys({ query: 'invoice', without: 'invoices' })).toEqual([])
  })

  test('scores lie between 0 and 1, and those below the least are left out', () => {
    const [best] = find({ query: 'download invoices' })
    expect(best?.score).toBeGreaterThan(0.4)
    expect(best?.score).toBeLessThanOrEqual(1)
    expect(keys({ query: 'address zebra giraffe okapi', options: { least: 0.3 } })).toEqual([])
  })
})

describe('the tenant’s words', () => {
  const words = [{ term: 'invoice', say: 'bill', synonyms: ['receipt', 'tax document'] }]

  test.each(['bill', 'invoice', 'receipts', 'my tax documents'])(
    'find it, and so do the team’s and their synonyms: %s',
    (query) => {
      expect(keys({ query, vocabulary: words })).toEqual(['invoices'])
    },
  )

  test('stand in what the answer says', () => {
    const [found] = find({
      query: 'receipt last year',
      vocabulary: [...words, { term: 'an invoice', say: 'a bill' }],
    })
    expect(found?.evidence[0]?.facts?.extract).toContain('A bill of last year can be corrected once.')
  })

  test('change nothing for whoever has none', () => {
    expect(keys({ query: 'receipt' })).toEqual([])
    expect(find({ query: 'invoice address', vocabulary: [{ term: 'zebra', say: 'okapi' }] })).toEqual(
      find({ query: 'invoice address' }),
    )
  })
})

describe('a question with vectors', () => {
  test('finds what says it in other words, and does not claim that the words were found', () => {
    expect(keys({ query: 'receipts' })).toEqual([])
    const [found] = find({ query: 'receipts', nearest: ['invoices'] })
    expect(found).toMatchObject({ content: 'invoices@1', evidence: [{ code: 'close' }] })
    expect(found?.evidence[0]?.facts).not.toHaveProperty('words')
  })

  test('puts first what words and vectors agree on', () => {
    expect(keys({ query: 'webhook address' })).toEqual(['webhooks', 'invoices'])
    expect(keys({ query: 'webhook address', nearest: ['invoices', 'launch'] })).toEqual([
      'invoices',
      'webhooks',
      'launch',
    ])
  })

  test('never finds what this user may not see, however near', () => {
    expect(keys({ query: 'receipts', nearest: ['invoices'], without: 'invoices' })).toEqual([])
  })
})

describe('without a question', () => {
  test('what the user just did finds what goes with it, and says so', () => {
    const [found] = find({ session: { page: null, ...lately('track', 'webhook_added') } })
    expect(found?.content).toBe('webhooks@1')
    expect(found?.evidence[0]).toMatchObject({ code: 'action', facts: { action: 'webhook added' } })
  })

  test('the page and an error on it do so too', () => {
    const page = { path: '/settings/invoices/2024', at: sampleNow }
    expect(find({ session: { page, recent: [] } })[0]?.evidence[0]).toMatchObject({ code: 'page' })
    expect(
      find({ session: { page: null, ...lately('error', 'Webhook address refused') } })[0]?.evidence[0],
    ).toMatchObject({ code: 'error' })
  })

  test('what was done long ago finds nothing', () => {
    expect(find({ session: { page: null, ...lately('track', 'webhook_added', 3_600) } })).toEqual([])
  })
})

describe('slots', () => {
  test('nothing is proposed outside of the slots that the options name', () => {
    expect(find({ query: 'invoices', slot: 'checklist' })).toEqual([])
    expect(keys({ query: 'invoices', slot: 'checklist', options: { slots: ['checklist'] } })).toEqual(['billing'])
  })

  test('a tip, which waits for its trigger, is never proposed', () => {
    expect(find({ query: 'invoices', slot: 'inline' })).toEqual([])
  })
})
