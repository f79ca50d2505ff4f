import type { Reasons } from '../../contract/plugin.ts'

/** Of candidates that no plugin proposed, by their source. */
export const builtInReasons: Readonly<Record<'host' | 'pin' | 'override', Reasons>> = {
  host: {
    asked: {
      en: 'You, or the page you are on, asked for it.',
      de: 'Sie oder die Seite, auf der Sie sind, haben danach gefragt.',
      'de-x-informal': 'Du oder die Seite, auf der du bist, haben danach gefragt.',
    },
  },
  pin: {
    pinned: {
      en: 'Your team recommends it to everybody it concerns.',
      de: 'Ihr Team empfiehlt es allen, die es betrifft.',
      'de-x-informal': 'Dein Team empfiehlt es allen, die es betrifft.',
    },
    'pinned-because': {
      en: 'Your team chose it: {why}',
      de: 'Ihr Team hat es ausgewählt: {why}',
      'de-x-informal': 'Dein Team hat es ausgewählt: {why}',
    },
  },
  override: {
    replaced: {
      en: 'Your team chose it for this place.',
      de: 'Ihr Team hat es für diese Stelle ausgewählt.',
      'de-x-informal': 'Dein Team hat es für diese Stelle ausgewählt.',
    },
    'replaced-because': {
      en: 'Your team chose it for this place: {why}',
      de: 'Ihr Team hat es für diese Stelle ausgewählt: {why}',
      'de-x-informal': 'Dein Team hat es für diese Stelle ausgewählt: {why}',
    },
  },
}

/** What has changed since the last choice for the slot, as a second sentence. */
export const changeReasons: Reasons = {
  'put-aside-by-you': {
    en: 'You have put “{title}” aside.',
    de: 'Sie haben „{title}“ zur Seite gelegt.',
    'de-x-informal': 'Du hast „{title}“ zur Seite gelegt.',
  },
  'done-by-your-word': {
    en: 'You said that you are done with “{title}”.',
    de: 'Sie haben gesagt, dass „{title}“ erledigt ist.',
    'de-x-informal': 'Du hast gesagt, dass „{title}“ erledigt ist.',
  },
  'reported-by-you': {
    en: 'You said that something in “{title}” is wrong.',
    de: 'Sie haben gesagt, dass in „{title}“ etwas nicht stimmt.',
    'de-x-informal': 'Du hast gesagt, dass in „{title}“ etwas nicht stimmt.',
  },
  'brought-back-by-you': {
    en: 'You have brought it back.',
    de: 'Sie haben es zurückgeholt.',
    'de-x-informal': 'Du hast es zurückgeholt.',
  },
  finished: {
    en: 'You have finished “{title}”.',
    de: 'Sie haben „{title}“ abgeschlossen.',
    'de-x-informal': 'Du hast „{title}“ abgeschlossen.',
  },
  'snooze-over': {
    en: 'You had put it off until now.',
    de: 'Sie hatten es bis jetzt aufgeschoben.',
    'de-x-informal': 'Du hattest es bis jetzt aufgeschoben.',
  },
  updated: { en: 'It has been updated since.', de: 'Es wurde seitdem überarbeitet.' },
  'new-content': { en: 'It is new here.', de: 'Es ist neu hier.' },
  'page-changed': {
    en: 'You have gone to another page.',
    de: 'Sie sind auf eine andere Seite gegangen.',
    'de-x-informal': 'Du bist auf eine andere Seite gegangen.',
  },
  'settings-changed': {
    en: 'Your team has changed what is shown here.',
    de: 'Ihr Team hat geändert, was hier gezeigt wird.',
    'de-x-informal': 'Dein Team hat geändert, was hier gezeigt wird.',
  },
  'previous-ended': {
    en: 'What was here before is no longer offered.',
    de: 'Was vorher hier stand, wird nicht mehr angeboten.',
  },
}

/** When a plugin that is no longer there cannot say its reason. */
export const unknownReason = {
  en: 'It fits what you are doing.',
  de: 'Es passt zu dem, was Sie gerade tun.',
  'de-x-informal': 'Es passt zu dem, was du gerade tust.',
}

/** Closes an explanation in full: the day (UTC) on which it was so. */
export const datedReason = { en: 'As of {date}.', de: 'Stand: {date}.' }
