import type { Exposures } from '../exposure/exposures.ts'
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
  /** The widget's element in the page. */
  readonly host: HTMLElement
}
