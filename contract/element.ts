import { z } from 'zod'
import { limits } from './limits.ts'

const short = z.string().min(1).max(limits.titleLength)

/**
 * A stable description of an element: what its author called it, what it is to a screen reader, what it says. Never a value, never masked
 * text. `hook` is the value of `data-cairn`, `data-testid` or `data-test`; `name` the accessible name.
 */
export const element = z.strictObject({
  tag: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  hook: short.optional(),
  id: short.optional(),
  role: short.optional(),
  name: short.optional(),
})
export type ElementDescription = z.infer<typeof element>

/** How a tip finds its target: the first strategy that finds exactly one visible element wins. At least one is needed. */
export const anchor = z
  .strictObject({
    hook: short.optional(),
    role: short.optional(),
    name: short.optional(),
    selector: z.string().min(1).max(limits.selectorLength).optional(),
  })
  .refine(
    (a) => a.hook !== undefined || a.selector !== undefined || (a.role !== undefined && a.name !== undefined),
    'an anchor needs a hook, a role with a name, or a selector',
  )
export type Anchor = z.infer<typeof anchor>
