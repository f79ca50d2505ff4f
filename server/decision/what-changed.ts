import type { CompiledCatalogue } from '../../contract/compiled-catalogue.ts'
import type { DecisionInput, DecisionResult } from '../../contract/decision.ts'
import { limits } from '../../contract/limits.ts'
import { localeChain, localise } from '../../contract/localise.ts'
import type { Evidence } from '../../contract/plugin.ts'
import type { Correction, LastChoice } from '../../contract/session.ts'
import type { Settings } from '../../contract/settings.ts'

interface World {
  readonly catalogue: CompiledCatalogue
  readonly settings: Settings
}

const saidAs = (kind: Correction['kind']): string =>
  kind === 'already-done' ? 'done-by-your-word' : kind === 'wrong' ? 'reported-by-you' : 'put-aside-by-you'

/** The correction that sent the content away, if one did. */
const sentAway = (content: string, { session, now }: DecisionInput): Correction | undefined =>
  session.corrections?.findLast(
    (said) =>
      said.content === content &&
      said.undoneAt === undefined &&
      (said.until === undefined || now < said.until) &&
      said.kind !== 'helpful' &&
      said.step === undefined,
  )

/** What became of the content that the slot had, by the record's own reasons against it. */
const whatEnded = (
  last: LastChoice & { readonly content: string },
  input: DecisionInput,
  ineligible: DecisionResult['ineligible'],
  { catalogue, settings }: World,
): Evidence[] => {
  const item = catalogue.byKey.get(last.content)
  if (item === undefined) return [{ code: 'previous-ended', facts: { reason: 'withdrawn' } }]
  const reason = ineligible.find(({ content }) => content === item.version)?.reason
  if (reason === undefined) return []
  const said = sentAway(last.content, input)
  const title = localise(item.content.title, localeChain(input.session.locale, settings.locale)).slice(
    0,
    limits.propertyTextLength,
  )
  if (said !== undefined) return [{ code: saidAs(said.kind), facts: { title, said: said.kind, at: said.at } }]
  if (reason === 'completed') return [{ code: 'finished', facts: { title } }]
  return [{ code: 'previous-ended', facts: { reason } }]
}

/** What brought the chosen content into the running since. Page clocks may lag behind the server's. */
const whatCame = (
  last: LastChoice,
  chosen: NonNullable<DecisionResult['choice']>,
  { session, now }: DecisionInput,
  { catalogue }: World,
): Evidence[] => {
  const came: Evidence[] = []
  const since = last.at - limits.clockToleranceMs
  const back = session.corrections?.findLast(({ content }) => content === chosen.content)?.undoneAt
  if (back !== undefined && back > since) came.push({ code: 'brought-back-by-you', facts: { at: back } })
  const shown = Object.hasOwn(session.shown, chosen.content) ? session.shown[chosen.content] : undefined
  if (shown?.snoozedUntil !== undefined && shown.snoozedUntil > last.at && shown.snoozedUntil <= now)
    came.push({ code: 'snooze-over', facts: { until: shown.snoozedUntil } })
  const publishedAt = catalogue.source.items.find(({ version }) => version === chosen.version)?.publishedAt
  if (publishedAt !== undefined && publishedAt > last.at)
    came.push({ code: last.content === chosen.content ? 'updated' : 'new-content', facts: { publishedAt } })
  return came
}

/**
 * What has changed since the slot's last record where another is chosen now, the most telling first: what the user said or did, what they
 * were waiting for, what the team did. Only from what the record holds, so that a replay says the same. Empty when nothing that is known
 * explains it, and for a slot's first choice.
 */
export const whatChanged = (
  input: DecisionInput,
  choice: DecisionResult['choice'],
  ineligible: DecisionResult['ineligible'],
  world: World,
): readonly Evidence[] => {
  const { slot, session, settings } = input
  const last = session.last?.[slot]
  if (last === undefined || (choice?.version ?? null) === last.version) return []
  const { content } = last
  const active = session.active[slot]
  const path = session.page?.path
  return [
    ...(content === null || content === choice?.content
      ? []
      : whatEnded({ ...last, content }, input, ineligible, world)),
    ...(choice === null ? [] : whatCame(last, choice, input, world)),
    ...(slot === 'inline' && active !== undefined && path !== undefined && path !== active.page
      ? [{ code: 'page-changed', facts: { path } }]
      : []),
    ...(last.settings !== null && last.settings !== settings
      ? [{ code: 'settings-changed', facts: { from: last.settings, to: settings } }]
      : []),
  ].slice(0, limits.evidencePerCandidate)
}
