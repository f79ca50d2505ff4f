import type { CompiledTour } from './compiled-tour.ts'
import type { TourProgress } from './session.ts'

/**
 * The step that the user is at. A tour that was led to its end begins anew, and so does one whose step a newer version has no more.
 * `trail` holds the steps before it that are still there.
 */
export const tourPosition = (
  { first, steps }: Pick<CompiledTour, 'first'> & { readonly steps: { has(id: string): boolean } },
  progress: TourProgress | undefined,
): { readonly step: string; readonly trail: readonly string[] } =>
  progress === undefined || progress.state === 'done' || !steps.has(progress.step)
    ? { step: first, trail: [] }
    : { step: progress.step, trail: progress.trail.filter((id) => steps.has(id)) }
