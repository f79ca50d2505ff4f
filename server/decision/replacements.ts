import type { CompiledCatalogue } from '../../contract/compiled-catalogue.ts'
import type { Corrected } from './corrected.ts'
import type { MergeRules } from './merge-candidates.ts'
import type { Targeted } from './target.ts'

/** By the version that gives its place: what is shown instead, and what the record says of it. */
export const replacements = (
  { replaced }: Targeted,
  steering: Corrected,
  catalogue: CompiledCatalogue,
): MergeRules['replaced'] =>
  new Map(
    replaced.flatMap(({ key, version }) => {
      const override = steering.replaced.get(key)
      return override === undefined
        ? []
        : [[version, { item: catalogue.byKey.get(override.key), evidence: override.evidence }] as const]
    }),
  )
