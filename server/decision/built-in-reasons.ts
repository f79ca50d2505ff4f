import type { Reasons } from '../../contract/plugin.ts'

/** Of candidates that no plugin proposed, by their source. */
export const builtInReasons: Readonly<Record<'host' | 'pin' | 'override', Reasons>> = {
  host: {
    asked: {
      en: 'You, or the page you are on, asked for it.',
      de: 'Sie oder die Seite, auf der Sie sind, haben danach gefragt.',
    },
  },
  pin: {
    pinned: {
      en: 'Your team recommends it to everybody it concerns.',
      de: 'Ihr Team empfiehlt es allen, die es betrifft.',
    },
    'pinned-because': {
      en: 'Your team chose it: {why}',
      de: 'Ihr Team hat es ausgewählt: {why}',
    },
  },
  override: {
    replaced: {
      en: 'Your team chose it for this place.',
      de: 'Ihr Team hat es für diese Stelle ausgewählt.',
    },
    'replaced-because': {
      en: 'Your team chose it for this place: {why}',
      de: 'Ihr Team hat es für diese Stelle ausgewählt: {why}',
    },
  },
}

/** When a plugin that is no longer there cannot say its reason. */
export const unknownReason = {
  en: 'It fits what you are doing.',
  de: 'Es passt zu dem, was Sie gerade tun.',
}
