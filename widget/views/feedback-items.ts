import type { Spoken } from '../state/guidance-state.ts'
import type { MenuItem } from './menu.tsx'
import type { ViewContext } from './view-context.ts'
import type { Sayable } from './words.ts'

/** What the user can say of a piece of guidance, for its menu. */
export const feedbackItems = (item: Spoken, { words, actions }: ViewContext): MenuItem[] =>
  Object.entries(words.said).map(([said, label]) => ({ label, choose: () => actions.correct(item, said as Sayable) }))
