import type { Anchor } from '../../../contract/element.ts'

/** How a target was looked for. */
export const waysToFind = [
  'selector, first match',
  'selector, only match',
  'hook, role and name, selector',
  'likeness',
] as const
export type Way = (typeof waysToFind)[number]

/** A target as it was described on the page before its redesign. */
export interface Described {
  readonly target: string
  /** As a selector library writes it. */
  readonly selector: string
  readonly description: { readonly anchor: Anchor; readonly confidence: number; readonly trouble?: string }
  readonly strategies: Anchor
}

/** What came of looking for it on the page after. */
export interface Finding {
  readonly target: string
  /** Whether the redesign has kept it. */
  readonly isThere: boolean
  readonly ways: Readonly<Record<Way, 'found' | 'wrong' | 'abstained'>>
  /** Whether, once it is taken out of that page, its likeness is found in something else. */
  readonly isMistaken: boolean
  /** Of the likeness, 0..1. */
  readonly confidence: number
  readonly reason: string | null
}

/** What the likeness of a target was compared with, for choosing the weights. */
export interface Seen {
  readonly target: string
  readonly namesakes: number
  readonly isThere: boolean
  readonly candidates: readonly {
    /** By field: 0..1, null for gone, absent where there was nothing to compare. */
    readonly compared: Readonly<Record<string, number | null | undefined>>
    /** As the widget has it. */
    readonly weight: number
    readonly isRight: boolean
  }[]
}

/** The figures that stand in the widget. */
export interface Chosen {
  readonly weights: Readonly<Record<string, readonly [number, number, number]>>
  readonly amongNamesakes: Readonly<Record<string, number>>
  readonly enough: number
  readonly margin: number
}
