import type { DryRun } from '../contract/replay.ts'
import { type Command, Misuse, print, required, tenantPath } from './command.ts'
import { readSettingsFile } from './read-settings-file.ts'

interface Change {
  readonly id: string
  readonly at: number
  readonly by: string
  readonly why: string
  readonly restores?: string
  readonly value: object
}

/** Without a tenant it is the workspace's settings that are meant. */
const settingsPath = (tenant: string | undefined): string =>
  tenant === undefined ? '/v1/settings' : `${tenantPath(tenant)}/settings`

const told = ({ id, at, by, why, restores, value }: Change): string =>
  `${id.padStart(4)}  ${new Date(at).toISOString()}  ${by}  ${why}${restores === undefined ? '' : ` (restores ${restores})`}\n      ${JSON.stringify(value)}`

export const showSettings = async ({ tenant, call }: Command): Promise<number> => {
  const { changes } = await call<{ changes: readonly Change[] }>('GET', settingsPath(tenant))
  for (const change of changes) print(told(change))
  return 0
}

export const restoreSettings = async ({ words, tenant, options, call }: Command): Promise<number> => {
  const change = await call<Change>('POST', `${settingsPath(tenant)}/restore`, {
    id: required(words[0], 'ID'),
    why: required(options.why, '--why'),
  })
  print(told(change))
  return 0
}

const shift = (before: number, after: number): string =>
  `${before} -> ${after}${before === after ? '' : ` (${after > before ? '+' : ''}${after - before})`}`

export const dryRunSettings = async ({ words, tenant, options, call }: Command): Promise<number> => {
  const last = options.last === undefined ? 1_000 : Number(options.last)
  if (!Number.isInteger(last)) throw new Misuse(`--last takes a whole number, not "${options.last}".`)
  const run = await call<DryRun>('POST', `${tenantPath(tenant)}/settings/dry-run`, {
    value: readSettingsFile(required(words[0], 'FILE')),
    last,
  })
  print(
    `${run.looked} decisions: ${run.same} the same, ${run.otherChoice} another choice, ${run.nowNothing} now nothing, ${run.nowSomething} now something, ${run.otherHoldout} in or out of the holdout, ${run.erased} erased, ${run.unasked} unknown`,
  )
  for (const { plugin, why, decisions } of run.unaskedPlugins)
    print(`  not asked: ${plugin} (${why}), ${decisions} decisions`)
  for (const { content, before, after } of run.byContent) print(`  ${content}: ${shift(before, after)}`)
  for (const { plugin, code, before, after } of run.byReason)
    print(`  ${plugin === null ? code : `${plugin}: ${code}`}: ${shift(before, after)}`)
  for (const { decision, before, after } of run.examples)
    print(`  for example ${decision}: ${before ?? 'nothing'} -> ${after ?? 'nothing'}`)
  return 0
}
