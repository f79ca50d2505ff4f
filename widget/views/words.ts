import type { CorrectionKind } from '../../contract/messages.ts'

/** What the user can say of guidance: each correction, and one of them with a time of its own. */
export type Sayable = CorrectionKind | 'not-this-week'

/** The widget's own words. What authors write arrives translated from the server. */
export interface Words {
  readonly progress: (done: number, total: number) => string
  readonly collapse: string
  readonly more: string
  /** In the order of the menu. */
  readonly said: Readonly<Record<Sayable, string>>
  readonly noted: (said: string) => string
  readonly undo: string
  readonly why: string
  readonly whyShort: string
  readonly close: string
  readonly done: string
  readonly markDone: (step: string) => string
  readonly stepDone: (step: string, done: number, total: number) => string
  readonly allDone: string
  readonly allDoneText: (title: string) => string
  readonly tip: (title: string) => string
  readonly offer: (title: string) => string
  readonly per: Readonly<Record<'once' | 'month' | 'year', string>>
  readonly insteadOf: string
  readonly until: (date: string) => string
  readonly help: {
    readonly title: string
    readonly search: string
    readonly suggested: string
    readonly carryOn: string
    readonly found: (count: number) => string
    readonly none: (question: string) => string
    readonly noSuggestions: string
    readonly otherWords: string
    readonly failed: string
    readonly offline: string
    readonly again: string
    readonly person: string
    readonly kind: Readonly<Record<'article' | 'playbook', string>>
    readonly checked: (date: string) => string
    readonly from: string
  }
}

export const english: Words = {
  progress: (done, total) => `${done} of ${total}`,
  collapse: 'Collapse',
  more: 'More options',
  said: {
    'not-now': 'Not now',
    'not-this-week': 'Not this week',
    helpful: 'This helps',
    'already-done': 'Already done',
    'not-relevant': 'Not relevant to me',
    'fewer-like-this': 'Fewer like this',
    wrong: 'Something is wrong',
    dismissed: 'Don’t show again',
  },
  noted: (said) => `Noted: ${said}`,
  undo: 'Undo',
  why: 'Why am I seeing this?',
  whyShort: 'Why?',
  close: 'Close',
  done: 'Done',
  markDone: (step) => `Mark as done: ${step}`,
  stepDone: (step, done, total) => `Done: ${step}. ${done} of ${total}.`,
  allDone: 'All done',
  allDoneText: (title) => `You’ve finished “${title}”.`,
  tip: (title) => `Tip: ${title}`,
  offer: (title) => `Offer: ${title}`,
  per: { once: 'once', month: 'per month', year: 'per year' },
  insteadOf: 'instead of',
  until: (date) => `until ${date}`,
  help: {
    title: 'Help',
    search: 'Search for help',
    suggested: 'Suggested for you now',
    carryOn: 'Carry on',
    found: (count) => (count === 1 ? '1 answer' : `${count} answers`),
    none: (question) => `Nothing here answers “${question}”`,
    noSuggestions: 'What would you like to know?',
    otherWords: 'Try other words, or fewer.',
    failed: 'No answer came',
    offline: 'You seem to be offline.',
    again: 'Try again',
    person: 'Ask a person',
    kind: { article: 'Article', playbook: 'Guide' },
    checked: (date) => `checked ${date}`,
    from: 'From',
  },
}
