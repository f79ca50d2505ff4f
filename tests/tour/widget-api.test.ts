import { describe, expect, test } from 'vitest'
// @ts-expect-error: a script without types
import { budgets } from '../../scripts/check-size.mjs'
import { readOptions } from '../../widget/api/read-options.ts'
import { strictPolicy } from '../cairn/host-page.ts'
import { blocksNamed, readDocument, rowsOf, sectionOf } from './read-document.ts'

const document = readDocument('docs/widget-api.md')
const firstCells = (heading: string) => rowsOf(sectionOf(document, heading)).map(([cell = '']) => cell)
/** Own members of an interface, by their names in the source. */
const membersOf = (source: string, name: string): string[] => {
  const body = new RegExp(`interface ${name}[^{]*\\{\\n([\\s\\S]*?)\\n\\}`).exec(source)?.[1] ?? ''
  return [...body.matchAll(/^ {2}'?([\w-]+)'?[<(:?]/gm)].map((match) => match[1] as string)
}
const api = readDocument('widget/api/cairn-api.ts')

describe('docs/widget-api.md', () => {
  test('names every attribute of the tag, and no other', () => {
    const everything = new Proxy({} as DOMStringMap, { get: () => 'dark', has: () => true })
    const asked: string[] = []
    readOptions(
      new Proxy(everything, {
        get: (_, name) => {
          asked.push(String(name))
          return 'x'
        },
      }),
    )
    const documented = firstCells('The tag').map((name) => name.replace(/^data-/, ''))
    expect(documented.toSorted()).toEqual([...new Set(asked)].toSorted())
  })

  test('names every verb, and no other', () => {
    const verbs = rowsOf(sectionOf(document, 'Verbs').split('\n### ', 1)[0] as string)
      .map(([cell = '']) => /^(\w+)\(/.exec(cell)?.[1])
      .filter((verb) => verb !== undefined)
    expect(verbs).toEqual(membersOf(api, 'CairnApi').filter((member) => member !== 'push'))
  })

  test('names every event, and no other', () => {
    expect(firstCells('Events')).toEqual(membersOf(api, 'CairnEvents'))
  })

  test('gives the weights that the build is held to', () => {
    const section = sectionOf(document, 'The tag')
    for (const bytes of Object.values(budgets as Record<string, number>))
      expect(section).toContain(`${bytes / 1024} KB`)
  })

  test('gives the strict policy under which the journeys run', () => {
    const tested = strictPolicy('https://cairn.example').replace(/; report-uri.*$/, '')
    expect(blocksNamed(document, 'text').get('strict')).toBe(tested)
  })

  test('names what the inline stub leaves to be replaced', () => {
    const stub = readDocument('widget/stub.ts')
    const names = [...stub.matchAll(/declare const (\w+)/g)].map((match) => match[1])
    expect(firstCells('The inline stub')).toEqual(names)
  })
})
