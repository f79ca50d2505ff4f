import { limits } from '../../contract/limits.ts'

/** A path as it may leave the page: without query, fragment and blanks. */
export const pagePath = (path: string): string => {
  const bare = path.replace(/[?#].*$/s, '').replace(/\s/g, '')
  return (bare.startsWith('/') ? bare : `/${bare}`).slice(0, limits.pathLength)
}
