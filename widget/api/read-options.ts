import type { InitOptions } from './cairn-api.ts'

/** The tag's `data-*` attributes as options. Unknown values are as if absent, except that an unclear consent is the strict one. */
export const readOptions = (data: DOMStringMap): InitOptions => {
  const { key, consent, locale, capture, mode, user, token, help, debug } = data
  return {
    ...(key && { key }),
    ...(consent !== undefined && { consent: consent === 'implied' ? 'implied' : 'required' }),
    ...(locale && { locale }),
    ...(capture === 'off' && { capture }),
    ...((mode === 'light' || mode === 'dark') && { mode }),
    ...(user && { user }),
    ...(token && { token }),
    ...(help !== undefined && { help }),
    ...(debug !== undefined && { debug: true }),
  }
}
