import type { LocalisedText } from './names.ts'

/** The languages to try, best first: `de-CH`, `de`, the tenant's own, `en`. */
export const localeChain = (wanted: string | null, fallback: string): readonly string[] => {
  const chain: string[] = []
  for (const locale of [wanted, fallback, 'en'])
    if (locale !== null)
      for (const form of [locale, locale.split('-')[0] as string]) if (!chain.includes(form)) chain.push(form)
  return chain
}

/** The text in the best language there is; any language rather than none. */
export const localise = (text: LocalisedText, chain: readonly string[]): string => {
  if (typeof text === 'string') return text
  for (const locale of chain) if (Object.hasOwn(text, locale)) return text[locale] as string
  return Object.values(text)[0] ?? ''
}
