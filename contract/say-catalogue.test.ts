import { expect, test } from 'vitest'
import { textsOf } from './compiled-catalogue.ts'
import { type ContentInput, type ContentKind, content, slotOf } from './content.ts'
import type { LocalisedText } from './names.ts'
import { sayCatalogue } from './say-catalogue.ts'
import { vocabulary } from './vocabulary.ts'

const words = vocabulary.parse([{ term: 'project', say: 'matter' }])
const action = { label: 'Open project', url: '/project' }
const media = {
  kind: 'image',
  url: 'https://cdn.example/project.png',
  alt: 'A project',
  width: 640,
  height: 360,
} as const
const choices = [
  { id: 'project', label: 'A project' },
  { id: 'none', label: 'No project' },
]
const shared = { key: 'project', title: { en: 'Project', de: 'Project' }, body: 'Your project' }

/** Every text that a kind can have, with the term in it; and the term in everything that is no text. */
const samples: Readonly<Record<ContentKind, object>> = {
  checklist: {
    ...shared,
    steps: [{ id: 'project', title: 'Project', body: 'A project', completeOn: { event: 'project' }, action }],
  },
  tip: { ...shared, anchor: { hook: 'project' }, trigger: { page: '/project' }, action },
  offer: { ...shared, feature: 'project', action },
  article: { ...shared, citations: [{ title: 'The project', url: 'https://x.example/project' }], routes: ['/project'] },
  playbook: { ...shared, steps: [{ text: 'A project', link: action, article: 'project' }] },
  hotspot: { ...shared, anchor: { hook: 'project' }, media, action },
  banner: { ...shared, action },
  modal: { ...shared, media, action: { label: 'Project', run: 'project', params: { title: 'project' } } },
  announcement: { ...shared, media, action },
  tour: {
    ...shared,
    steps: [
      { id: 'project', title: 'Project', body: 'A project', media, choices, action, anchor: { hook: 'project' } },
    ],
  },
  survey: {
    ...shared,
    thanks: 'The project thanks you',
    questions: [
      { kind: 'nps', id: 'a', ask: 'A project?', low: 'No project', high: 'All projects, every project' },
      { kind: 'choice', id: 'b', ask: 'Which project?', choices },
    ],
  },
}
const catalogueOf = (kind: ContentKind, more: object = {}) => ({
  version: 'v1',
  items: [
    {
      version: 'project@1',
      hash: '00',
      publishedAt: 0,
      content: content.parse({ kind, ...samples[kind], ...more } as ContentInput),
    },
  ],
})
const hash = (text: string) => `h${text.length}`
const flat = (text: LocalisedText | undefined): readonly string[] =>
  text === undefined ? [] : typeof text === 'string' ? [text] : Object.values(text)
const textsIn = (catalogue: ReturnType<typeof catalogueOf>) =>
  catalogue.items.flatMap((item) => textsOf(item.content).flatMap(flat))

test.each(Object.keys(slotOf) as ContentKind[])(
  'every text of a %s is said, and nothing else of it changes',
  (kind) => {
    const catalogue = catalogueOf(kind)
    const before = textsIn(catalogue)
    expect(before.length).toBeGreaterThan(2)
    const said = sayCatalogue(catalogue, words, 'en', hash)
    const after = textsIn(said as typeof catalogue)
    expect(after).toEqual(
      before.map((text) => text.replace(/\bproject\b/g, 'matter').replace(/\bProject\b/g, 'Matter')),
    )
    // Put back, all of it is what it was.
    const restored = JSON.parse(
      JSON.stringify(said.items).replaceAll('matter', 'project').replaceAll('Matter', 'Project'),
    )
    expect(restored).toEqual(JSON.parse(JSON.stringify(catalogue.items)))
    const untouched = (items: unknown) =>
      JSON.stringify(items).match(/"(key|id|hook|url|event|page|run|version)":"[^"]*"/g)
    expect(untouched(said.items)).toEqual(untouched(catalogue.items))
  },
)

test('other wordings are said too, and the titles of sources stay', () => {
  const catalogue = catalogueOf('article', { variants: { title: { title: 'Project', body: 'The project' } } })
  const [item] = sayCatalogue(catalogue, words, 'en', hash).items
  expect(item?.content.variants).toEqual({ title: { title: 'Matter', body: 'The matter' } })
  expect(item?.content.citations).toEqual([{ title: 'The project', url: 'https://x.example/project' }])
})

test('it goes by a version of its own, another for other words, and carries them', () => {
  const catalogue = catalogueOf('article')
  const said = sayCatalogue(catalogue, words, 'en', hash)
  expect(said.version).toMatch(/^v1~/)
  expect(sayCatalogue(catalogue, [{ term: 'a', say: 'bb', synonyms: [] }], 'en', hash).version).not.toBe(said.version)
  expect(said.vocabulary).toBe(words)
  expect(sayCatalogue(catalogue, [], 'en', hash)).toBe(catalogue)
})
