import { z } from 'zod'
import { limits } from './limits.ts'
import { localisedText } from './names.ts'

/** CSS pixels; the page reserves so much room before anything is loaded. */
const pixels = z.number().int().min(16).max(4_096)

/** An image or a video by its address, https only. `alt` is what is told to who does not see it. */
export const media = z.strictObject({
  kind: z.enum(['image', 'video']),
  url: z
    .string()
    .max(limits.pathLength)
    .regex(/^https:\/\/[^\s\\\p{Cc}]+$/u, 'an address with https'),
  alt: localisedText(limits.titleLength),
  width: pixels,
  height: pixels,
})
export type Media = z.infer<typeof media>
