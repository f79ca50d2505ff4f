/** The widget's own words. What authors write arrives translated from the server. */
export interface Words {
  readonly progress: (done: number, total: number) => string
  readonly collapse: string
  readonly more: string
  readonly notNow: string
  readonly never: string
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
  notNow: 'Not now',
  never: 'Don’t show again',
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
