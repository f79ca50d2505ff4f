import { readFileSync, writeFileSync } from 'node:fs'
import type { Row } from './row.ts'
import { asMarkdown } from './table.ts'

const commands = { all: 'npm run bench -- --write', page: 'npm run bench:page -- --write' } as const
const end = '<!-- /table -->'

/** Puts a table between its two marks of the document, whose other words stay. @throws {Error} when a mark is missing */
export const writeReport = (
  path: string,
  table: keyof typeof commands,
  rows: readonly Row[],
  measuredOn: string,
): void => {
  const text = readFileSync(path, 'utf8')
  const begin = `<!-- table: written by \`${commands[table]}\` -->`
  const from = text.indexOf(begin)
  const to = text.indexOf(end, from)
  if (from < 0 || to < from) throw new Error(`${path} has no place for the table`)
  writeFileSync(path, `${text.slice(0, from)}${begin}\n\n${measuredOn}\n\n${asMarkdown(rows)}\n\n${text.slice(to)}`)
}
