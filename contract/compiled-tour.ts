import type { Tour } from './content.ts'
import type { Filter } from './filter.ts'
import type { CompileFilter, Predicate } from './predicate.ts'
import type { TourStep } from './tour-step.ts'

export interface CompiledTourStep {
  readonly step: TourStep
  /** Where it goes on when no branch holds; null for the end. */
  readonly following: string | null
  readonly branches: readonly {
    /** Over the session view; null for always. */
    readonly holds: Predicate | null
    readonly answer: string | undefined
    readonly to: string
  }[]
  /** Over the properties of the event that ends it; null for any. */
  readonly matches: Predicate | null
}

export interface CompiledTour {
  readonly tour: Tour
  readonly first: string
  readonly steps: ReadonlyMap<string, CompiledTourStep>
}

/** @param overSession compiles a filter over the session view, and notes what it reads */
export const compileTour = (
  tour: Tour,
  {
    overSession,
    compile,
  }: { readonly overSession: (filter: Filter | undefined) => Predicate | null; readonly compile: CompileFilter },
): CompiledTour => {
  const { steps } = tour
  const compiled = steps.map((step, index): [string, CompiledTourStep] => {
    const { advance } = step
    const where = advance.on === 'event' ? advance.where : undefined
    return [
      step.id,
      {
        step,
        following: steps[index + 1]?.id ?? null,
        branches: (step.branches ?? []).map(({ when, answer, to }) => ({ holds: overSession(when), answer, to })),
        matches: where === undefined || Object.keys(where).length === 0 ? null : compile(where),
      },
    ]
  })
  return { tour, first: steps[0]?.id ?? '', steps: new Map(compiled) }
}
