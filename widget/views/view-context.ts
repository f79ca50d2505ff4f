import type { Exposures } from '../exposure/exposures.ts'
import type { HelpState } from '../state/help-state.ts'
import type { Actions } from './actions.ts'
import type { Words } from './words.ts'

/** What every surface is handed. */
export interface ViewContext {
  readonly words: Words
  readonly actions: Actions
  readonly exposures: Exposures
  /** Tells a screen reader, politely. */
  announce(text: string): void
  /** Gives the focus back to where it came from in the page. */
  leave(): void
  /** BCP 47, for numbers and dates. */
  readonly locale: string
  /** Null where the page does not offer help by itself. */
  readonly help: HelpState | null
  /** The widget's element in the page. */
  readonly host: HTMLElement
}
