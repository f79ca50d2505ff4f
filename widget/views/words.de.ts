import type { Words } from './words.ts'

export const german: Words = {
  progress: (done, total) => `${done} von ${total}`,
  collapse: 'Einklappen',
  more: 'Weitere Optionen',
  said: {
    'not-now': 'Nicht jetzt',
    'not-this-week': 'Nicht diese Woche',
    helpful: 'Das hilft mir',
    'already-done': 'Schon erledigt',
    'not-relevant': 'Für mich nicht relevant',
    'fewer-like-this': 'Weniger davon',
    wrong: 'Hier stimmt etwas nicht',
    dismissed: 'Nicht mehr anzeigen',
  },
  noted: (said) => `Notiert: ${said}`,
  undo: 'Rückgängig',
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
