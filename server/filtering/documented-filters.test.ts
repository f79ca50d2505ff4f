import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { comparisonOperators, type Filter, filter, logicalOperators } from '../../contract/filter.ts'
import { compileFilter } from './compile-filter.ts'

const page = readFileSync(new URL('../../docs/filters.md', import.meta.url), 'utf8')

const block = (kind: string): unknown => {
  const json = page.match(new RegExp(`\`\`\`json ${kind}\\n([\\s\\S]*?)\`\`\``))?.[1]
  if (json === undefined) throw new Error(`docs/filters.md has no block "${kind}"`)
  return JSON.parse(json)
}
const document = block('document') as object
const rows = page
  .split('\n')
  .filter((line) => /^\| .*`\{/.test(line))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')))
const filterIn = (cell: string | undefined) => JSON.parse(cell?.match(/^`(.*)`$/)?.[1] ?? 'null') as Filter

describe('docs/filters.md', () => {
  test('every operator has its row, and nothing else has one', () => {
    const named = rows.flatMap(([operators]) => operators?.match(/\$\w+/g) ?? [])
    expect(new Set(named)).toEqual(new Set([...comparisonOperators, ...logicalOperators, '$not']))
  })

  test.each(rows)('%s: both examples do what they say', (_operator, _meaning, matching, other) => {
    expect(filter.safeParse(filterIn(matching)).success).toBe(true)
    expect(compileFilter(filterIn(matching))(document)).toBe(true)
    expect(filter.safeParse(filterIn(other)).success).toBe(true)
    expect(compileFilter(filterIn(other))(document)).toBe(false)
  })

  test.each((block('matches') as Filter[]).map((one) => [JSON.stringify(one), one] as const))(
    '%s matches',
    (_, one) => {
      expect(filter.safeParse(one).success).toBe(true)
      expect(compileFilter(one)(document)).toBe(true)
    },
  )

  test.each((block('refused') as Filter[]).map((one) => [JSON.stringify(one), one] as const))(
    '%s is refused',
    (_, one) => {
      expect(filter.safeParse(one).success).toBe(false)
    },
  )
})
