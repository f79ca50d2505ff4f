import { signal } from '@preact/signals'

/** What Cairn hands over when its help did not do. */
export interface Question {
  readonly query: string
  readonly sources: readonly { readonly title: string }[]
  readonly errors: readonly string[]
}

/** The one that our team is being asked now. */
export const question = signal<Question | null>(null)
