import type { Row } from './row.ts'

const headings = ['figure', 'Cairn', 'baseline', 'which is', 'ratio', 'budget', 'met'] as const

const cells = (row: Row): string[] => [
  row.figure,
  row.cairn,
  row.baseline,
  row.against,
  row.ratio,
  row.budget,
  row.met === null ? '' : row.met ? 'yes' : 'NO',
]

const padded = (rows: readonly Row[]): string[][] => {
  const all = [[...headings], ...rows.map(cells)]
  const widths = headings.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)))
  return all.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)))
}

export const asText = (rows: readonly Row[]): string => {
  const lines = padded(rows).map((line) => line.join('  ').trimEnd())
  return [lines[0], '-'.repeat(Math.max(...lines.map((line) => line.length))), ...lines.slice(1)].join('\n')
}

export const asMarkdown = (rows: readonly Row[]): string => {
  const [head = [], ...body] = padded(rows)
  const line = (one: readonly string[]) => `| ${one.join(' | ')} |`
  return [line(head), line(head.map((cell) => '-'.repeat(cell.length))), ...body.map(line)].join('\n')
}
