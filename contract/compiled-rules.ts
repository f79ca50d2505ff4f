import { fieldPaths } from './audience-facts.ts'
import type { CompiledItem } from './compiled-catalogue.ts'
import type { ResolvedFeatures } from './entities.ts'
import type { CompileFilter, Predicate } from './predicate.ts'
import type { Settings } from './settings.ts'
import { type ViewReads, viewReads } from './view-reads.ts'

/** How one settings version assesses a session, with everything computed that does not depend on a user. Holds functions: never stored. */
export interface CompiledRules extends ViewReads<CompiledItem> {
  readonly intents: readonly { readonly name: string; readonly holdMs: number; readonly holds: Predicate }[]
  readonly segments: readonly { readonly name: string; readonly holds: Predicate }[]
  readonly maturity: Settings['maturity']
  readonly goalTraits: readonly string[]
  readonly support: readonly string[]
  /** Features by what they are adopted by. */
  readonly adoption: readonly { readonly feature: string; readonly event: string; readonly count: number }[]
}

/** @param byKey of the catalogue in force, whose checklists a rule may ask about */
export const compileRules = (
  settings: Settings,
  features: ResolvedFeatures,
  byKey: ReadonlyMap<string, CompiledItem>,
  compile: CompileFilter,
): CompiledRules => {
  const { intents, segments, maturity, goalTraits, supportEvents } = settings
  const paths = new Set([...intents, ...segments].flatMap(({ when }) => fieldPaths(when)))
  return {
    ...viewReads(paths, byKey),
    intents: intents.map(({ name, holdMs, when }) => ({ name, holdMs, holds: compile(when) })),
    segments: segments.map(({ name, when }) => ({ name, holds: compile(when) })),
    maturity,
    goalTraits,
    support: supportEvents,
    adoption: Object.entries(features).flatMap(([feature, { adoption }]) =>
      adoption === null ? [] : [{ feature, ...adoption }],
    ),
  }
}
