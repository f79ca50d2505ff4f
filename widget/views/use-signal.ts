import { type Signal, signal } from '@preact/signals-core'
import { useMemo } from 'preact/hooks'

/** A component's own signal, for as long as it stands. The tree that read it is drawn anew when it changes: `draw-tree.ts`. */
export const useSignal = <T>(initial: T): Signal<T> => useMemo(() => signal(initial), [])
