const segments = (path: string): string[] => path.split('/').filter(Boolean)

/** As `matchesRoute` in contract/route-pattern.ts, which cannot come into the page without zod; a test holds the two together. */
export const matchesRoute = (pattern: string, path: string): boolean => {
  const wanted = segments(pattern)
  const given = segments(path)
  const openEnd = wanted.at(-1) === '**'
  if (openEnd) wanted.pop()
  return (
    (openEnd ? given.length >= wanted.length : given.length === wanted.length) &&
    wanted.every((segment, index) => segment === '*' || segment === given[index])
  )
}
