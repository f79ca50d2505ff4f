import type { MessageKind } from '../../contract/messages.ts'

export interface ConsentChoice {
  readonly analytics: boolean
  readonly personalisation: boolean
}

/** `required`: nothing is captured, stored or sent before the user has chosen. */
export type ConsentMode = 'implied' | 'required'

/** What may happen under a choice. `null`: nothing, since the choice is still to come. */
export const permitted = (mode: ConsentMode, choice: ConsentChoice | null, gpc: boolean): ConsentChoice | null => {
  const asked = choice ?? (mode === 'implied' ? { analytics: true, personalisation: true } : null)
  // Global Privacy Control is an objection that needs no banner.
  return asked && gpc ? { ...asked, personalisation: false } : asked
}

const observation: ReadonlySet<MessageKind> = new Set<MessageKind>([
  'track',
  'page',
  'click',
  'rage-click',
  'submit',
  'error',
  'search',
  'idle',
])

/** Whether a message of this kind may be sent. Who one is and what one says of guidance is no analytics. */
export const mayTell = (kind: MessageKind, allowed: ConsentChoice | null): boolean =>
  allowed !== null && (observation.has(kind) ? allowed.analytics : allowed.analytics || allowed.personalisation)

/** @returns null when nothing readable was remembered */
export const parseChoice = (text: string | null): ConsentChoice | null => {
  try {
    const stored = JSON.parse(text ?? 'null') as Partial<ConsentChoice> | null
    return stored && typeof stored.analytics === 'boolean' && typeof stored.personalisation === 'boolean'
      ? { analytics: stored.analytics, personalisation: stored.personalisation }
      : null
  } catch {
    return null
  }
}
