import { readFileSync, writeFileSync } from 'node:fs'
import type { Row } from './row.ts'
import { asMarkdown } from './table.ts'

const begin = '<!-- table: written by `npm run bench -- --write` -->'
const end = '<!-- /table -->'

/** Puts the table between the two marks of the document, whose other words stay. @throws {Error} when a mark is missing */
export const writeReport = (path: string, rows: readonly Row[], measuredOn: string): void => {
  const text = readFileSync(path, 'utf8')
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from < 0 || to < from) throw new Error(`${path} has no place for the table`)
  writeFileSync(path, `${text.slice(0, from)}${begin}\n\n${measuredOn}\n\n${asMarkdown(rows)}\n\n${text.slice(to)}`)
}
