import { z } from 'zod'
import { type Filter, filter } from './filter.ts'
import { limits } from './limits.ts'
import { contentKey, epochMs, outsideId } from './names.ts'

const shared = {
  /** The content that it is about. */
  content: contentKey,
  /** Whom it concerns; left out: everybody of the tenant. A segment is a filter over the session view. */
  for: z.union([z.strictObject({ user: outsideId }), z.strictObject({ segment: filter })]).optional(),
  why: z.string().min(1).max(limits.titleLength),
  /** It does not act from this moment on, epoch ms; without one until it is removed. */
  expiresAt: epochMs.optional(),
}
/** The user may read the reason, word for word, under "why am I seeing this". */
const tellUser = z.boolean().default(false)

/** What a member asks for: `content` goes first, is not shown, counts as more or less important, or gives its place to another. */
export const correctionRequest = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('pin'), ...shared, tellUser }),
  z.strictObject({ act: z.literal('block'), ...shared }),
  z
    .strictObject({
      act: z.literal('override'),
      ...shared,
      priority: z.number().int().min(0).max(100).optional(),
      replacement: contentKey.optional(),
      tellUser,
    })
    .refine(
      ({ priority, replacement }) => (priority === undefined) !== (replacement === undefined),
      'an override gives a priority or a replacement, one of them',
    )
    .refine(({ content, replacement }) => content !== replacement, 'content cannot replace itself'),
])
export type CorrectionRequest = z.infer<typeof correctionRequest>

/** Whom a correction concerns, most specific first. `user` is the internal id. */
export type Concerned = { readonly user: string } | { readonly segment: Filter } | 'everybody'

/** A correction by a member as it stands in the tenant. */
export interface Correction {
  readonly id: string
  readonly act: 'pin' | 'block' | 'override'
  readonly content: string
  readonly for: Concerned
  /** Of an override: what the content's own priority is replaced by. */
  readonly priority?: number
  /** Of an override: the key that is shown instead. */
  readonly replacement?: string
  readonly why: string
  readonly tellUser: boolean
  readonly by: string
  /** Made by the tenant's own admin: the team's own corrections go before it. Absent for theirs. */
  readonly ofTenant?: true
  /** Epoch ms. */
  readonly at: number
  readonly expiresAt: number | null
}
