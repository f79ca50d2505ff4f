import { roleOf, type Session, type Suggestion } from '../../../contract/plugin.ts'
import type { About } from './about.ts'

/** How a suggestion speaks for a piece of content. */
export interface Suggested {
  readonly by: Suggestion
  /** It counts like so many people. */
  readonly strength: number
  /** Of them, the share that is taken to have done it: 1 for what is named first, a half for the second, and so on. */
  readonly share: number
}

/** The suggestions that concern this user; those that say more of whom they mean go first. */
export const suggestionsFor = (all: readonly Suggestion[], session: Session): readonly Suggestion[] => {
  const [role, goals, maturity] = [roleOf(session), session.assessed?.goals ?? [], session.assessed?.maturity ?? 'new']
  const said = (one: Suggestion): number =>
    [one.role, one.goal, one.maturity].filter((condition) => condition !== undefined).length
  return all
    .filter(
      (one) =>
        (one.role === undefined || one.role === role) &&
        (one.goal === undefined || goals.includes(one.goal)) &&
        (one.maturity === undefined || one.maturity === maturity),
    )
    .sort((a, b) => said(b) - said(a))
}

/** The first of the suggestions that names it, by its key or one of its topics. */
export const suggestedBy = (suggestions: readonly Suggestion[], { key, topics }: About): Suggested | undefined => {
  for (const by of suggestions) {
    const place = by.suggest.findIndex((one) => ('content' in one ? one.content === key : topics.includes(one.topic)))
    if (place >= 0) return { by, strength: by.strength, share: 1 / (place + 1) }
  }
  return undefined
}
