import { computed, effect, signal } from '@preact/signals'
import type { Language } from '../../server/shapes.ts'
import { remember, remembered } from '../state/device.ts'

const stored = remembered('language')
const chosen = signal<Language | null>(stored === 'en' || stored === 'de' ? stored : null)
const ofPerson = signal<Language | null>(null)
const ofBrowser: Language = navigator.language.startsWith('de') ? 'de' : 'en'

const current = computed(() => chosen.value ?? ofPerson.value ?? ofBrowser)

/** What was chosen on this device, else the signed-in person's own, else the browser's. */
export const language = {
  get value(): Language {
    return current.value
  },
  set person(own: Language) {
    ofPerson.value = own
  },
  choose(next: Language): void {
    chosen.value = next
    remember('language', next)
  },
}

effect(() => {
  document.documentElement.lang = current.value
})
