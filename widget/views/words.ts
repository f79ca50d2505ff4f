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
}
