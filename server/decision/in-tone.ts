import type { Chosen } from '../../contract/decision.ts'
import type { ContentText } from '../../contract/plugin.ts'
import type { Settings } from '../../contract/settings.ts'

/** A text as it will be said: in the tenant's tone where its author wrote a variant for it, and what that has changed. */
export interface InTone {
  readonly text: ContentText
  /** Null where it is said as it stands. */
  readonly patch: Chosen['amended']
}

/** Before the content guardrails read it: they judge the words that the user will read. */
export const inTone = (text: ContentText, tone: string | null): InTone => {
  const variant = tone !== null && Object.hasOwn(text.variants, tone) ? text.variants[tone] : undefined
  return variant === undefined ? { text, patch: null } : { text: { ...text, ...variant }, patch: { ...variant } }
}

/** For the record: the tone, where it has changed anything. */
export const toneOf = (said: InTone | null | undefined, { tone }: Pick<Settings, 'tone'>): Pick<Chosen, 'tone'> =>
  said?.patch == null || tone === null ? {} : { tone }
