import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sayWords } from './say-words.ts'
import { vocabulary } from './vocabulary.ts'

const said = (text: string, entries: readonly object[], locale: string | null = 'en') =>
  sayWords(vocabulary.parse(entries), 'en')(text, locale)
const matter = [
  { term: 'project', say: 'matter' },
  { term: 'projects', say: 'matters' },
]

describe('a term', () => {
  test.each([
    ['Create a project.', 'Create a matter.'],
    ['Project settings', 'Matter settings'],
    ['PROJECTS', 'MATTERS'],
    ['Your project’s projects (project)', 'Your matter’s matters (matter)'],
    ['projection, subproject and project_created stay', 'projection, subproject and project_created stay'],
  ])('is replaced as a whole word, its case kept: %s', (text, expected) => {
    expect(said(text, matter)).toBe(expected)
  })

  test.each([
    'See https://example.com/project/new?project=1',
    'See www.project.com and app.project.example/project',
    'Write to project@example.com or mailto:project@x.org',
    'Open /settings/project and /project',
    'Run `create project` with --project',
    'Hello {project}, {project_name}',
    'Ask @project or #project',
  ])('stays in addresses, code, placeholders and handles: %s', (text) => {
    expect(said(text, matter)).toBe(text)
  })

  test.each([
    ['The VAT No. comes first.', 'The tax id comes first.'],
    ['VAT numbers, and VAT No without its point', 'VAT numbers, and VAT No without its point'],
    ['C++ and C# and C', 'native code and C# and C'],
  ])('goes with the signs that end it, and only where they stand: %s', (text, expected) => {
    const entries = [
      { term: 'VAT No.', say: 'tax id' },
      { term: 'C++', say: 'native code' },
    ]
    expect(said(text, entries).toLowerCase()).toBe(expected.toLowerCase())
  })

  test('beside what is passed over is replaced all the same', () => {
    expect(said('Project https://x.example/project and project', matter)).toBe(
      'Matter https://x.example/project and matter',
    )
  })

  test('of more words goes before one of fewer, whatever the space between', () => {
    const entries = [...matter, { term: 'project lead', say: 'partner' }, { term: 'lead', say: 'first' }]
    expect(said('Lead the project lead', entries)).toBe('First the partner')
    expect(said('The project\n lead of a project', entries)).toBe('The partner of a matter')
    expect(said('project-lead', entries)).toBe('matter-first')
  })

  test('is put in once: what was put in is not looked at again', () => {
    const swapped = [
      { term: 'case', say: 'file' },
      { term: 'file', say: 'case' },
    ]
    expect(said('A case and a File', swapped)).toBe('A file and a Case')
  })

  test('that is an abbreviation gives way to what is written', () => {
    expect(said('Use SSO', [{ term: 'SSO', say: 'single sign-on' }])).toBe('Use single sign-on')
  })
})

describe('languages and scripts', () => {
  test.each([
    ['Ein neues Projekt', 'de', { term: 'Projekt', say: 'Akte' }, 'Ein neues Akte'],
    ['STRASSE Straße', 'de', { term: 'Straße', say: 'Weg' }, 'STRASSE Weg'],
    ['Créer l’équipe', 'fr', { term: 'équipe', say: 'étude' }, 'Créer l’étude'],
    ['cafe\u0301 CAFÉ', 'fr', { term: 'café', say: 'thé' }, 'thé THÉ'],
    ['Новый Проект', 'ru', { term: 'проект', say: 'дело' }, 'Новый Дело'],
    ['Νέο έργο', 'el', { term: 'έργο', say: 'υπόθεση' }, 'Νέο υπόθεση'],
    ['新项目管理', 'zh', { term: '项目', say: '案件' }, '新案件管理'],
    ['プロジェクトを作る', 'ja', { term: 'プロジェクト', say: '案件' }, '案件を作る'],
    ['プロジェクトマネージャー', 'ja', { term: 'プロジェクト', say: '案件' }, 'プロジェクトマネージャー'],
    ['สร้างโครงการใหม่', 'th', { term: 'โครงการ', say: 'คดี' }, 'สร้างคดีใหม่'],
    ['مشروع جديد', 'ar', { term: 'مشروع', say: 'قضية' }, 'قضية جديد'],
    ['Bu Proje', 'tr', { term: 'proje', say: 'iş' }, 'Bu İş'],
    ['API项目', 'zh', { term: 'API', say: '接口' }, '接口项目'],
  ])('%s (%s)', (text, locale, entry, expected) => {
    expect(said(text, [entry], locale)).toBe(expected)
  })

  test('an entry of one language leaves the others alone, and one that names the locale most closely is taken', () => {
    const entries = [
      { term: 'team', say: 'crew' },
      { term: 'team', say: 'squad', locale: 'en' },
      { term: 'team', say: 'mob', locale: 'en-AU' },
    ]
    const say = sayWords(vocabulary.parse(entries), 'en')
    expect(['en-AU', 'en-GB', 'fr', null].map((locale) => say('team', locale))).toEqual([
      'mob',
      'squad',
      'crew',
      'squad',
    ])
  })
})

describe('whatever the text', () => {
  const word = fc.stringMatching(/^[a-zäéßжπ]{1,8}$/u)
  const text = fc
    .array(
      fc.oneof(word, fc.constantFrom(' ', ', ', '. ', '-', '`', '{', '}', '/', '@', '’', 'https://', '项目', '\n')),
      { maxLength: 40 },
    )
    .map((all) => all.join(''))

  test('a text without any of the terms comes back as it was, to the letter', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: 'binary' })), (given) => {
        expect(said(given, [{ term: 'zzzzzzzzzzzz', say: 'y' }])).toBe(given)
      }),
    )
  })

  test('what is no term stays, in its order', () => {
    fc.assert(
      fc.property(text, word, (given, term) => {
        const marked = said(given, [{ term, say: '§1' }])
        const rest = (all: string) => all.normalize('NFC').toLowerCase().split(/§1/)
        // Every piece between two replacements stands in the text, one after the other.
        let from = 0
        const source = given.normalize('NFC').toLowerCase()
        for (const piece of rest(marked)) {
          const at = source.indexOf(piece, from)
          expect(at).toBeGreaterThanOrEqual(from)
          from = at + piece.length
        }
      }),
    )
  })
})

test.each([
  ['says nothing', [{ term: 'project' }]],
  ['names a term twice for a language', [...matter, { term: 'Project', say: 'case' }]],
  ['has a placeholder in it', [{ term: 'a', say: '{name}' }]],
  ['is no word', [{ term: '—', say: 'dash' }]],
])('an entry that %s is refused', (_, entries) => {
  expect(vocabulary.safeParse(entries).success).toBe(false)
})
