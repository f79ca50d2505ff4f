import { z } from 'zod'
import { likeness } from './likeness.ts'
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

/**
 * How a tip finds its target: by a likeness of it, or by the first of hook, role with name, and selector that finds exactly one visible
 * element. At least one is needed; beside a likeness only a hook, which is tried first.
 */
export const anchor = z
  .strictObject({
    hook: short.optional(),
    role: short.optional(),
    name: short.optional(),
    selector: z.string().min(1).max(limits.selectorLength).optional(),
    likeness: likeness.optional(),
  })
  .refine(
    (a) => [a.hook, a.selector, a.likeness, a.role && a.name].some((strategy) => strategy !== undefined),
    'an anchor needs a likeness, a hook, a role with a name, or a selector',
  )
  // What a likeness abstains from, a lesser strategy must not point at.
  .refine(
    (a) => a.likeness === undefined || (a.role ?? a.name ?? a.selector) === undefined,
    'beside a likeness an anchor takes a hook and nothing else',
  )
export type Anchor = z.infer<typeof anchor>
