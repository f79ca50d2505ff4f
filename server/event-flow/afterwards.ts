import type { TenantContext } from '../../contract/context.ts'
import type { Decision } from '../../contract/decision.ts'
import type { Settings } from '../../contract/settings.ts'
import type { Chance } from '../delivery/exposure-counts.ts'
import type { FlowDeps } from './flow-deps.ts'

/** What follows from decisions that were recorded: groups' chances are counted, and what a guardrail wants people to look at is raised. */
export const createAfterwards = ({
  plugins,
  exposures,
  alerts,
  telemetry,
}: Pick<FlowDeps, 'plugins' | 'exposures' | 'alerts' | 'telemetry'>) => {
  const described = new Map(plugins.list().map((plugin) => [plugin.name, plugin]))
  const isBalancing = (plugin: string) => described.get(plugin)?.reads?.includes('exposure-shares') === true

  /** What the user asked for, and what stood already, is no new chance; nor is what another guardrail took away. */
  const chancesIn = (
    { input, result: { candidates, removals, choice, heldOut } }: Decision,
    contents: readonly string[],
  ): readonly Chance[] => {
    const group = input.exposureShares?.group ?? null
    if (group === null) return []
    const removed = new Set(removals.filter(({ by }) => !isBalancing(by)).map(({ content }) => content))
    return candidates
      .filter(({ kind, key }) => kind === 'offer' || contents.includes(key))
      .filter(({ source, content }) => source !== 'host' && source !== 'standing' && !removed.has(content))
      .map(({ key }) => ({ content: key, group, isChosen: choice?.content === key && !heldOut }))
  }

  const raise = async (context: TenantContext, { id, result }: Decision): Promise<void> => {
    for (const { content: version, by: plugin, code } of result.removals) {
      if (described.get(plugin)?.alerts?.includes(code) !== true) continue
      const content = result.candidates.find((candidate) => candidate.content === version)?.key ?? version
      telemetry.count('cairn_alerts_total', { plugin, code })
      if (await alerts.raise(context, { plugin, code, content, decision: id }))
        telemetry.log.warn(
          { plugin, code, content, decision: id, workspace: context.workspace, tenant: context.tenant },
          'a guardrail wants somebody to look',
        )
    }
  }

  return async (
    context: TenantContext,
    recorded: readonly Decision[],
    { exposureGroups }: Pick<Settings, 'exposureGroups'>,
  ): Promise<void> => {
    try {
      const chances = recorded.flatMap((decision) => chancesIn(decision, exposureGroups.contents))
      if (chances.length > 0) await exposures.note(context, chances)
      for (const decision of recorded) await raise(context, decision)
    } catch (cause) {
      telemetry.log.error({ err: cause }, "what a decision did to groups' chances could not be noted")
    }
  }
}
