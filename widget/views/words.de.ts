import type { Words } from './words.ts'

export const german: Words = {
  progress: (done, total) => `${done} von ${total}`,
  collapse: 'Einklappen',
  more: 'Weitere Optionen',
  notNow: 'Nicht jetzt',
  never: 'Nicht mehr anzeigen',
  why: 'Warum sehe ich das?',
  whyShort: 'Warum?',
  close: 'Schließen',
  done: 'Erledigt',
  markDone: (step) => `Als erledigt markieren: ${step}`,
  stepDone: (step, done, total) => `Erledigt: ${step}. ${done} von ${total}.`,
  allDone: 'Alles erledigt',
  allDoneText: (title) => `„${title}“ ist abgeschlossen.`,
  tip: (title) => `Tipp: ${title}`,
}
