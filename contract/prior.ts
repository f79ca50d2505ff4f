import { z } from 'zod'
import { maturities } from './assessment.ts'
import { contentKey } from './names.ts'

const word = z.string().min(1).max(64)

/**
 * What the team suggests to whom, best first, before its users' own doings say more. It counts like so many people (`strength`), so that it
 * gives way to what is observed.
 */
export const suggestion = z
  .strictObject({
    role: word.optional(),
    goal: word.optional(),
    maturity: z.enum(maturities).optional(),
    suggest: z
      .array(z.union([z.strictObject({ content: contentKey }), z.strictObject({ topic: contentKey })]))
      .min(1)
      .max(20),
    strength: z.number().min(1).max(100).default(10),
  })
  .refine(
    ({ role, goal, maturity }) => role !== undefined || goal !== undefined || maturity !== undefined,
    'a suggestion names a role, a goal or a maturity',
  )
export type Suggestion = z.infer<typeof suggestion>
