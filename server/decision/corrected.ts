import type { CompiledCatalogue } from '../../contract/compiled-catalogue.ts'
import type { CompiledCorrection, CompiledCorrections } from '../../contract/compiled-corrections.ts'
import type { Correction } from '../../contract/correction.ts'
import type { Evidence } from '../../contract/plugin.ts'
import { type SessionView, sessionView } from '../../contract/session-view.ts'
import type { Settings } from '../../contract/settings.ts'
import { type Question, timeSpanMs } from './target.ts'

/** What the team has said about content for this user, now: the settings' own pins and blocks, and the corrections by members. */
export interface Corrected {
  /** Keys that go first, the first one first, each with what the record says of it. */
  readonly pins: ReadonlyMap<string, Evidence>
  /** Keys that are not shown; by the correction that says so, null for the settings. */
  readonly blocks: ReadonlyMap<string, string | null>
  /** Keys that give their place to another. */
  readonly replaced: ReadonlyMap<string, { readonly by: string; readonly key: string; readonly evidence: Evidence }>
  readonly priorities: ReadonlyMap<string, { readonly by: string; readonly priority: number }>
  /** Ids of the corrections that concern this user in this slot. */
  readonly acting: ReadonlySet<string>
  /** Moments at which one of these answers may change by time alone; epoch ms, in no order. */
  readonly changesAt: readonly number[]
}

/** The member's own words only where they were meant for the user. */
const evidenceOf = (code: string, { id, tellUser, why, content }: Correction): Evidence => ({
  code: tellUser ? `${code}-because` : code,
  facts: { correction: id, ...(code === 'replaced' ? { instead: content } : {}), ...(tellUser ? { why } : {}) },
})

/**
 * Before anything is targeted or ranked. Of several corrections of one content the most specific decides (user, then segment, then
 * everybody), and of equals the latest; the team's own go before those by the tenant's admin; what the settings block stays blocked.
 */
export const corrected = (
  { slot, session, now }: Question,
  {
    settings,
    corrections,
    catalogue,
  }: {
    readonly settings: Settings
    readonly corrections: CompiledCorrections
    readonly catalogue: CompiledCatalogue
  },
): Corrected => {
  const pins = new Map<string, Evidence>()
  const blocks = new Map<string, string | null>(settings.blocks.map(({ content }) => [content, null]))
  const replaced = new Map<string, { by: string; key: string; evidence: Evidence }>()
  const priorities = new Map<string, { by: string; priority: number }>()
  const acting = new Set<string>()
  const changesAt: number[] = []

  let held: SessionView | undefined
  const concerns = ({ correction, matches, readsTime }: CompiledCorrection): boolean => {
    if (correction.expiresAt !== null && correction.expiresAt <= now) return false
    if (readsTime) changesAt.push(now + timeSpanMs)
    held ??= matches === null ? held : sessionView(session, now, corrections.view)
    if (matches !== null && !matches(held as SessionView)) return false
    if (correction.expiresAt !== null) changesAt.push(correction.expiresAt)
    return true
  }
  const decided = new Set<string>()
  const take = ({ correction }: CompiledCorrection): void => {
    const { id, act, content, priority, replacement } = correction
    acting.add(id)
    if (priority !== undefined) {
      if (!priorities.has(content)) priorities.set(content, { by: id, priority })
      return
    }
    if (decided.has(content)) return
    decided.add(content)
    if (blocks.has(content)) return
    if (act === 'pin') pins.set(content, evidenceOf('pinned', correction))
    else if (replacement === undefined) blocks.set(content, id)
    else replaced.set(content, { by: id, key: replacement, evidence: evidenceOf('replaced', correction) })
  }

  const standing = [
    ...(corrections.byUser.get(session.user) ?? []).filter(
      ({ correction }) => catalogue.byKey.get(correction.content)?.slot === slot,
    ),
    ...(corrections.bySlot.get(slot) ?? []),
  ]
  for (const ofTenant of [undefined, true])
    for (const one of standing) if (one.correction.ofTenant === ofTenant && concerns(one)) take(one)
  for (const { content } of settings.pins)
    if (!decided.has(content) && !pins.has(content)) pins.set(content, { code: 'pinned', facts: {} })
  return { pins, blocks, replaced, priorities, acting, changesAt }
}
