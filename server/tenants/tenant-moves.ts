import { canonicalJson } from '../../contract/canonical-json.ts'
import { type Settings, settings } from '../../contract/settings.ts'
import type { TenantBound } from '../../contract/tenant-may.ts'

/**
 * One thing that a tenant's own admin has moved from where the team has put it. Kept as the move and not as the settings that came of it, so
 * that whatever the team changes later holds in this tenant too, and what it closes is moved back at once.
 */
export type Move =
  | { readonly setting: string; readonly value: unknown }
  /** To a list. */
  | { readonly setting: string; readonly added: readonly unknown[] }
  /** A plugin was switched on or off. */
  | { readonly setting: string; readonly on: boolean }

type Named = Readonly<Record<string, unknown>>
type PluginList = 'recommenders' | 'guardrails'

const isNamed = (value: unknown): value is Named => typeof value === 'object' && value !== null && !Array.isArray(value)
const own = (value: Named, name: string): unknown => (Object.hasOwn(value, name) ? value[name] : undefined)
const same = (a: unknown, b: unknown): boolean =>
  (a === undefined) === (b === undefined) && canonicalJson(a) === canonicalJson(b)
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const without = (list: readonly unknown[], others: readonly unknown[]): readonly unknown[] => {
  const known = new Set(others.map(canonicalJson))
  return list.filter((one) => !known.has(canonicalJson(one)))
}

const isPluginList = (name: string): name is PluginList => name === 'recommenders' || name === 'guardrails'

/** A bound on a value, and the value: what is wrong with it, undefined for nothing. */
const against = (bound: TenantBound, value: unknown): string | undefined => {
  if (value === undefined) return 'cannot be taken away'
  if ('any' in bound) return undefined
  if ('oneOf' in bound)
    return bound.oneOf.some((allowed) => allowed === value) ? undefined : `must be one of ${bound.oneOf.join(', ')}`
  if (!('atLeast' in bound || 'atMost' in bound)) return 'not left to the tenant'
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'must be a number'
  if (bound.atLeast !== undefined && value < bound.atLeast) return `${value} is below ${bound.atLeast}`
  if (bound.atMost !== undefined && value > bound.atMost) return `${value} is above ${bound.atMost}`
  return undefined
}

const switching = (on: boolean): string => `not the tenant's to switch ${on ? 'on' : 'off'}`

/** What is wrong with a move under the bounds of now; undefined for nothing. */
const wrongWith = (move: Move, bound: TenantBound | undefined): string | undefined => {
  if (bound === undefined) return 'on' in move ? switching(move.on) : 'not left to the tenant'
  if ('value' in move) return against(bound, move.value)
  if ('added' in move) return 'more' in bound ? undefined : 'not left to the tenant'
  const way = move.on ? 'on' : 'off'
  return way in bound && (bound as { on?: true; off?: true })[way] === true ? undefined : switching(move.on)
}

const byName = (bounds: readonly TenantBound[]): ReadonlyMap<string, TenantBound> =>
  new Map(bounds.map((bound) => [bound.setting, bound]))

/** A line for each move that the bounds of now do not allow. */
export const movesBeyond = (moves: readonly Move[], bounds: readonly TenantBound[]): readonly string[] => {
  const named = byName(bounds)
  return moves.flatMap((move) => {
    const wrong = wrongWith(move, named.get(move.setting))
    return wrong === undefined ? [] : [`${move.setting}: ${wrong}`]
  })
}

/**
 * What lies between where the team has put the settings and where a tenant's admin wants them, value by value.
 * @returns the moves that lead there, and a line for each thing that goes beyond the bounds, naming the setting and its bound
 */
export const movesOf = (
  base: Settings,
  wanted: Settings,
  bounds: readonly TenantBound[],
): { readonly moves: readonly Move[]; readonly beyond: readonly string[] } => {
  const named = byName(bounds)
  const moves: Move[] = []
  const beyond: string[] = []
  const take = (move: Move): void => {
    const wrong = wrongWith(move, named.get(move.setting))
    if (wrong === undefined) moves.push(move)
    else beyond.push(`${move.setting}: ${wrong}`)
  }

  const compare = (path: string, before: unknown, after: unknown): void => {
    if (same(before, after)) return
    const bound = named.get(path)
    if (bound !== undefined) {
      if (!('more' in bound)) return take({ setting: path, value: after })
      if (!Array.isArray(after) || without(listOf(before), after).length > 0)
        return void beyond.push(`${path}: may grow, and keeps what your product's team has put there`)
      return take({ setting: path, added: without(after, listOf(before)) })
    }
    // Options that are not written stand at their plugin's defaults, so nothing and nothing in particular are alike.
    if ((isNamed(before) || before === undefined) && (isNamed(after) || after === undefined))
      return compareInside(path, before ?? {}, after ?? {})
    beyond.push(`${path}: not left to the tenant`)
  }
  const compareInside = (path: string, before: Named, after: Named): void => {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)]))
      compare(`${path}.${name}`, own(before, name), own(after, name))
  }

  const comparePlugins = (list: PluginList): void => {
    const [before, after] = [base[list], wanted[list]]
    const names = after.map(({ plugin }) => plugin)
    if (same(before, after)) return
    if (new Set(names).size !== names.length) return void beyond.push(`${list}: each plugin stands there once`)
    const stayed = before.map(({ plugin }) => plugin).filter((plugin) => names.includes(plugin))
    if (!same(stayed, names.slice(0, stayed.length)))
      beyond.push(`${list}: their order is not left to the tenant, and what is switched on stands last`)
    for (const { plugin } of before) if (!names.includes(plugin)) take({ setting: `${list}.${plugin}`, on: false })
    for (const { plugin, options } of after) {
      const stood = before.find((one) => one.plugin === plugin)
      if (stood === undefined) take({ setting: `${list}.${plugin}`, on: true })
      compareInside(`${list}.${plugin}`, stood?.options ?? {}, options)
    }
  }

  for (const name of Object.keys(wanted) as (keyof Settings)[])
    if (isPluginList(name)) comparePlugins(name)
    else compare(name, base[name], wanted[name])
  return { moves, beyond }
}

/** The same value with one place in it changed; places that are not there yet are made. */
const changedAt = (value: unknown, path: readonly string[], change: (before: unknown) => unknown): unknown => {
  const [name, ...rest] = path
  if (name === undefined) return change(value)
  const inside = isNamed(value) ? value : {}
  return { ...inside, [name]: changedAt(own(inside, name), rest, change) }
}

const apply = (to: Settings, move: Move): Settings => {
  const [name = '', plugin = '', ...rest] = move.setting.split('.')
  const change = (before: unknown): unknown =>
    'value' in move
      ? move.value
      : 'added' in move
        ? [...listOf(before), ...without(move.added, listOf(before))]
        : before
  if (!isPluginList(name)) return changedAt(to, move.setting.split('.'), change) as Settings
  const enabled = to[name]
  if ('on' in move) {
    const others = enabled.filter((one) => one.plugin !== plugin)
    if (!move.on) return { ...to, [name]: others }
    return others.length < enabled.length ? to : { ...to, [name]: [...enabled, { plugin, options: {} }] }
  }
  // Of a plugin that the team has taken out since there is nothing to move.
  const moved = enabled.map((one) =>
    one.plugin === plugin ? { plugin, options: changedAt(one.options, rest, change) as typeof one.options } : one,
  )
  return { ...to, [name]: moved }
}

/** Where the team has put the settings, with the moves that its bounds of now still allow. */
export const moved = (base: Settings, moves: readonly Move[]): Settings => {
  if (moves.length === 0) return base
  const named = byName(base.tenantMay)
  const allowed = moves.filter((move) => wrongWith(move, named.get(move.setting)) === undefined)
  // What does not fit together with what the team has changed since stays where the team has put it.
  const parsed = settings.safeParse(allowed.reduce(apply, base))
  return parsed.success ? parsed.data : base
}
