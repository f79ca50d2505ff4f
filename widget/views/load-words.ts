import { english, type Words } from './words.ts'

/** Each language is a chunk of its own, so that nobody loads another's. */
const languages: Readonly<Record<string, () => Promise<Words>>> = {
  de: () => import('./words.de.ts').then(({ german }) => german),
}

const longestWaitMs = 2_000

/** The words for a BCP 47 tag, by its language. English where there are none or they do not arrive in time. */
export const loadWords = async (locale: string): Promise<Words> => {
  const language = locale.toLowerCase().split('-')[0] ?? ''
  const load = Object.hasOwn(languages, language) ? languages[language] : undefined
  if (!load) return english
  const late = new Promise<Words>((resolve) => setTimeout(resolve, longestWaitMs, english))
  return Promise.race([load().catch(() => english), late])
}
