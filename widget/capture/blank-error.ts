import { limits } from '../../contract/limits.ts'

/** An error's text without what may be personal or differs between repeats: addresses, queries and digits. */
export const blankError = (text: string): string =>
  text
    .slice(0, 2_000)
    .replace(/\S+@\S+/g, '@')
    .replace(/\?\S*/g, '?')
    .replace(/\d+/g, '0')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, limits.errorTextLength)
