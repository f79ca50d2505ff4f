/** Rows of a name and its figures, as aligned text. @param figures one heading for each */
export const scoreTable = (
  what: string,
  figures: readonly string[],
  rows: readonly (readonly [name: string, ...figures: number[]])[],
): string =>
  aligned([[what, ...figures], ...rows.map(([name, ...values]) => [name, ...values.map((value) => value.toFixed(4))])])

/** Rows of names and whole figures, their keys as headings. */
export const countTable = (rows: readonly object[]): string =>
  aligned([Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row).map(String))])

const aligned = (lines: readonly (readonly string[])[]): string => {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const text = lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  )
  return [text[0], '-'.repeat(text[0]?.length ?? 0), ...text.slice(1)].join('\n')
}
