import { fieldPaths } from './audience-facts.ts'
import type { CompiledCatalogue } from './compiled-catalogue.ts'
import type { Slot } from './content.ts'
import type { Correction } from './correction.ts'
import type { CompileFilter, Predicate } from './predicate.ts'
import { viewReads } from './view-reads.ts'

export interface CompiledCorrection {
  readonly correction: Correction
  /** Over the session view; null where no segment is asked for. */
  readonly matches: Predicate | null
  /** Whether its segment asks for a time span: then waiting alone can change who is in it. */
  readonly readsTime: boolean
}

/** A settings version's corrections over one catalogue: those of a slot, the most specific first, then the latest. Immutable; holds functions. */
export interface CompiledCorrections {
  /** For segments and for everybody. */
  readonly bySlot: ReadonlyMap<Slot, readonly CompiledCorrection[]>
  /** For single users, by internal id; of every slot. */
  readonly byUser: ReadonlyMap<string, readonly CompiledCorrection[]>
  /** The catalogue as the session view must know it for the segments. */
  readonly view: CompiledCatalogue
}

const latestFirst = (corrections: readonly Correction[]): readonly Correction[] =>
  corrections
    .map((correction, index) => ({ correction, index }))
    .sort((a, b) => b.correction.at - a.correction.at || b.index - a.index)
    .map(({ correction }) => correction)

/** Once per settings and catalogue version. What names content that is not published is left out until it is. */
export const compileCorrections = (
  corrections: readonly Correction[],
  catalogue: CompiledCatalogue,
  compile: CompileFilter,
): CompiledCorrections => {
  const segments = new Map<Slot, CompiledCorrection[]>()
  const everybody = new Map<Slot, CompiledCorrection[]>()
  const byUser = new Map<string, CompiledCorrection[]>()
  const read = new Set<string>()
  const add = <K>(lists: Map<K, CompiledCorrection[]>, key: K, one: CompiledCorrection): void => {
    const list = lists.get(key)
    if (list === undefined) lists.set(key, [one])
    else list.push(one)
  }

  for (const correction of latestFirst(corrections)) {
    const slot = catalogue.byKey.get(correction.content)?.slot
    if (slot === undefined) continue
    if (correction.for === 'everybody') add(everybody, slot, { correction, matches: null, readsTime: false })
    else if ('user' in correction.for) add(byUser, correction.for.user, { correction, matches: null, readsTime: false })
    else {
      const { segment } = correction.for
      const paths = fieldPaths(segment)
      for (const path of paths) read.add(path)
      const { readsTime } = viewReads(new Set(paths), catalogue.byKey)
      add(segments, slot, { correction, matches: compile(segment), readsTime })
    }
  }

  const slots = new Set([...segments.keys(), ...everybody.keys()])
  return {
    bySlot: new Map([...slots].map((slot) => [slot, [...(segments.get(slot) ?? []), ...(everybody.get(slot) ?? [])]])),
    byUser,
    view: { ...catalogue, ...viewReads(read, catalogue.byKey) },
  }
}
