import { z } from 'zod'
import { limits } from './limits.ts'

/** Names that reach a prototype when used as a key; refused wherever an outside name becomes one. */
export const prototypeNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

const notPrototype = (name: string): boolean => !prototypeNames.has(name)

export const messageIdForm = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
/** A message's identity, minted where it happened: UUID version 7 (RFC 9562, section 5.7), lower case. */
export const messageId = z.string().regex(messageIdForm, 'not a UUIDv7')
/** A browser tab, a decision or another minted id. */
export const mintedId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'not a minted id')
/** A content key as authors write it: `create-first-project`. */
export const contentKey = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,63}$/, 'a key is lower-case letters, digits and hyphens, at most 64')
  .refine(notPrototype, 'this name is reserved')
/** A step's id within its checklist. */
export const stepId = contentKey
export const eventForm = /^[A-Za-z][\w .:/-]{0,63}$/
/** An event's name in the team's words: `project_created`, `Report exported`. */
export const eventName = z
  .string()
  .regex(eventForm, 'an event name starts with a letter and has at most 64 letters, digits, spaces or _ . : / -')
  .refine(notPrototype, 'this name is reserved')
/** What a page registers that content may have it run: `invite_teammates`. */
export const actionName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,63}$/, 'an action is lower-case letters, digits, _ and -, at most 64')
  .refine(notPrototype, 'this name is reserved')
export const traitForm = /^[A-Za-z][\w -]{0,63}$/
/** What a trait, of a user or an account, is called: `plan`, `Seats left`. */
export const traitName = z.string().regex(traitForm, 'not a trait name')
/** The team's own id for a user, account or customer: anything printable. */
export const outsideId = z
  .string()
  .min(1)
  .max(limits.outsideIdLength)
  .regex(/^[^\p{Cc}]+$/u, 'an id holds no control characters')
/** BCP 47 language tag, in the short forms that browsers send. */
export const locale = z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, 'not a BCP 47 language tag')
/** IANA time zone by its form only; whether anybody knows it is asked where it is used. */
export const timeZone = z.string().regex(/^[A-Za-z][\w+/-]{1,63}$/, 'not an IANA time zone')
export const pathForm = /^\/[^?#\s]*$/
/** Page path without origin, query or fragment. */
export const pagePath = z.string().max(limits.pathLength).regex(pathForm, 'a page path starts with / and has no query')
export const [earliestMs, latestMs] = [946_684_800_000, 4_102_444_800_000] as const
/** Epoch milliseconds of a clock that may lie; bounded to years 2000 to 2100. */
export const epochMs = z.number().int().min(earliestMs).max(latestMs)

/** A URL that content may carry: https, http, mailto, or relative to the page. Control characters and other schemes are refused. */
export const safeUrl = z
  .string()
  .min(1)
  .max(limits.pathLength)
  .refine(
    (url) => /^(https?:\/\/|mailto:|\/(?!\/)|#|\?)/i.test(url) && !/[\p{Cc}\s\\]/u.test(url),
    'only https, http, mailto and relative URLs',
  )

/** A flat map keyed by outside names. Nested values are refused aloud instead of vanishing. */
const flatMap = <V>(
  isValue: (value: unknown) => value is V,
  most: number,
  what: string,
): z.ZodType<Record<string, V>> =>
  z.custom<Record<string, V>>().superRefine((map, context) => {
    const refuse = (message: string) => context.addIssue({ code: 'custom', message })
    if (typeof map !== 'object' || map === null || Array.isArray(map)) return refuse(`${what} are an object`)
    const names = Object.keys(map)
    if (names.length > most) return refuse(`at most ${most} ${what}`)
    for (const name of names) {
      if (!notPrototype(name) || !traitForm.test(name))
        refuse(`${JSON.stringify(name.slice(0, 70))} cannot name one of the ${what}`)
      else if (!isValue((map as Record<string, unknown>)[name]))
        refuse(
          `${name}: ${what} are texts of at most ${limits.propertyTextLength} characters, finite numbers or booleans`,
        )
    }
  })

export type PropertyValue = string | number | boolean | null
export type TraitValue = PropertyValue | readonly string[]

export const isProperty = (value: unknown): value is PropertyValue =>
  value === null ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'string' && value.length <= limits.propertyTextLength)
const isTrait = (value: unknown): value is TraitValue =>
  isProperty(value) ||
  (Array.isArray(value) &&
    value.length <= 50 &&
    value.every((item) => typeof item === 'string' && item.length <= limits.propertyTextLength))

/** Facts about one event. */
export const properties = flatMap(isProperty, limits.propertyCount, 'properties')
/** Facts about a user or account; a list of texts is allowed (entitlements). */
export const traits = flatMap(isTrait, limits.traitCount, 'traits')
export type Properties = z.infer<typeof properties>
export type Traits = z.infer<typeof traits>

/** A text in one language, or one per locale. */
export const localisedText = (most: number) =>
  z.union([
    z.string().min(1).max(most),
    z
      .record(locale, z.string().min(1).max(most))
      .refine((texts) => Object.keys(texts).length > 0, 'at least one language'),
  ])
export type LocalisedText = z.infer<ReturnType<typeof localisedText>>
