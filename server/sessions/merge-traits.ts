import { limits } from '../../contract/limits.ts'
import { prototypeNames, type TraitValue } from '../../contract/names.ts'
import type { ProvenTraits } from '../../contract/session.ts'

type Traits = Readonly<Record<string, TraitValue>>

/** Seconds where it can be no sensible number of milliseconds: the year 5138 in seconds is March 1973 in milliseconds. */
const secondsBelow = 1e11

const isoOf = (value: TraitValue | undefined): string | undefined => {
  const time =
    typeof value === 'number'
      ? new Date(value < secondsBelow ? value * 1_000 : value)
      : typeof value === 'string'
        ? new Date(/^\d{9,13}$/.test(value) ? Number(value) * (value.length < 12 ? 1_000 : 1) : value)
        : undefined
  return time === undefined || Number.isNaN(time.getTime()) ? undefined : time.toISOString()
}

/**
 * Teams that come from other tools send `created_at` (Unix seconds) or `createdAt` (seconds or milliseconds) for what we call
 * `signed_up_at` (ISO 8601). All are kept as sent; `signed_up_at` is added, or brought into its one form.
 */
const withSignUp = (traits: Traits): Traits => {
  for (const name of ['signed_up_at', 'created_at', 'createdAt']) {
    const iso = Object.hasOwn(traits, name) ? isoOf(traits[name]) : undefined
    if (iso !== undefined) return { ...traits, signed_up_at: iso }
  }
  return traits
}

/** Newer values win. Names beyond twice `limits.traitCount` push out the ones that were set first. */
const merged = (before: Traits, added: Traits): Traits => {
  const fresh = Object.entries(withSignUp(added)).filter(([name]) => !prototypeNames.has(name))
  const names = new Set(fresh.map(([name]) => name))
  const all = [...Object.entries(before).filter(([name]) => !names.has(name)), ...fresh]
  return Object.fromEntries(all.slice(-2 * limits.traitCount))
}

export const noTraits: ProvenTraits = { verified: {}, claimed: {} }

/** Lays traits over those of the same provenance; the other provenance is never touched. */
export const mergeTraits = (
  traits: ProvenTraits,
  provenance: keyof ProvenTraits,
  added: Traits | undefined,
): ProvenTraits =>
  added === undefined || Object.keys(added).length === 0
    ? traits
    : { ...traits, [provenance]: merged(traits[provenance], added) }
