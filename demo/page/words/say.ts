import { language } from './language.ts'
import { type Word, words } from './words.ts'

/** A text of the product in the current language, with `{name}` filled in. */
export const say = (word: Word, facts: Readonly<Record<string, string | number>> = {}): string => {
  const [en, de] = words[word]
  return (language.value === 'de' ? de : en).replace(/\{(\w+)\}/g, (_all, name: string) => String(facts[name] ?? ''))
}

const tag = () => (language.value === 'de' ? 'de-DE' : 'en-GB')

/** @param date ISO date */
export const sayDate = (date: string): string =>
  new Intl.DateTimeFormat(tag(), { day: 'numeric', month: 'short' }).format(new Date(`${date}T12:00:00`))

export const sayMoment = (at: number): string =>
  new Intl.DateTimeFormat(tag(), { day: 'numeric', month: 'short', year: 'numeric' }).format(at)

/** Whole days from today, local; negative for the past. @param date ISO date */
export const daysUntil = (date: string): number => {
  const now = new Date()
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())
  return Math.round((Date.parse(date) - today) / 86_400_000)
}

export const sayDue = (date: string): string => {
  const days = daysUntil(date)
  if (days === 0) return say('today')
  if (days === 1) return say('tomorrow')
  if (days === -1) return say('yesterday')
  return sayDate(date)
}
