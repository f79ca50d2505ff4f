import { z } from 'zod'
import { limits } from './limits.ts'

const words = z.string().min(1).max(limits.likenessTextLength)
/** Attributes with their values, `data-testid=save`, a space between two. */
const marks = words.regex(/^[a-z][a-z0-9-]*=\S+( [a-z][a-z0-9-]*=\S+)*$/)

/**
 * What an element was like when its author pointed at it, by several strategies at once; the widget finds what is most like it
 * (docs/writing-content.md, "Anchors"). Made by `describe.js`, never by hand. What is left out says nothing. Never a value, never masked
 * text, never a class.
 */
export const likeness = z
  .strictObject({
    role: words.optional(),
    /** A test attribute: `data-cairn`, `data-testid`, … */
    hook: marks.optional(),
    /** An id that no framework or build has made. */
    id: marks.optional(),
    /** Further attributes that name a purpose: `href`, `name`, `type`, other `data-*`. */
    attributes: marks.optional(),
    /** Primary language of its texts: those of another are not compared. */
    language: words.optional(),
    /** Accessible name; of what has no role, its own text. */
    name: words.optional(),
    /** How many of its kind on the page had this name, itself included; left out for one. What is around tells them apart. */
    namesakes: z.number().int().min(2).max(1_000).optional(),
    /** Of the section that it stands in. */
    heading: words.optional(),
    /** Texts of the row, card or list item that it stands in. */
    item: words.optional(),
    /** Names of the two before and after it of its own kind. */
    near: words.optional(),
    landmark: words.optional(),
    /** Its place among those of its kind in the landmark, and their number: `3/7`. */
    place: words.optional(),
  })
  .refine(
    ({ hook, id, attributes, name }) => (hook ?? id ?? attributes ?? name) !== undefined,
    'a likeness needs something of the element itself: a hook, an id, an attribute or a name',
  )
export type Likeness = z.infer<typeof likeness>
