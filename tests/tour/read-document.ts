import { readFileSync } from 'node:fs'

/** A fenced block of a document: what stands behind the fence (`json 200`), what is in it, and under which heading. */
export interface Block {
  readonly info: string
  readonly text: string
  /** The nearest heading above, without its marks. */
  readonly heading: string
  readonly line: number
}

/** @param path from the project's root */
export const readDocument = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

export const blocksOf = (document: string): readonly Block[] => {
  const blocks: Block[] = []
  let heading = ''
  let open: { info: string; line: number; lines: string[] } | null = null
  for (const [index, line] of document.split('\n').entries()) {
    if (open !== null) {
      if (line === '```') {
        blocks.push({ info: open.info, text: open.lines.join('\n'), heading, line: open.line })
        open = null
      } else open.lines.push(line)
    } else if (line.startsWith('```')) open = { info: line.slice(3), line: index + 1, lines: [] }
    else heading = /^#+ (.*)$/.exec(line)?.[1] ?? heading
  }
  return blocks
}

/** The blocks that begin with this word, by what follows it: `json content KEY` gives KEY under `json content`. */
export const blocksNamed = (document: string, prefix: string): ReadonlyMap<string, string> =>
  new Map(
    blocksOf(document)
      .filter(({ info }) => info.startsWith(`${prefix} `))
      .map(({ info, text }) => [info.slice(prefix.length + 1), text]),
  )

/** The text under a heading, up to the next one of its level or above. */
export const sectionOf = (document: string, heading: string): string => {
  const start = new RegExp(`^(#+) ${heading.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`, 'm').exec(document)
  if (start === null) throw new Error(`there is no section "${heading}"`)
  const rest = document.slice(start.index + start[0].length)
  const end = new RegExp(`^#{1,${start[1]?.length ?? 1}} `, 'm').exec(rest)
  return end === null ? rest : rest.slice(0, end.index)
}

/** The cells of a section's tables, without their heads; marks of code are taken off. */
export const rowsOf = (section: string): readonly (readonly string[])[] => {
  const lines = section.split('\n')
  return lines.flatMap((line, index) => {
    const isRow = line.startsWith('|') && !line.startsWith('|--') && lines[index + 1]?.startsWith('|--') !== true
    return isRow
      ? [
          line
            .slice(1, -1)
            .split('|')
            .map((cell) => cell.trim().replace(/^`([^`]*)`$/, '$1')),
        ]
      : []
  })
}
