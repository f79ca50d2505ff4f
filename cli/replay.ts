import type { Replayed, ReplayedPage, Unasked } from '../contract/replay.ts'
import { type Command, Misuse, print, tenantPath } from './command.ts'
import { readSettingsFile } from './read-settings-file.ts'

const why: Readonly<Record<Unasked['why'], string>> = {
  'not-installed': 'is not installed',
  'other-version': 'is installed in another version than the one that answered',
  'no-answer-then': 'gave no proper answer then',
  'model-gone': 'what it had learnt then is gone',
  'no-answer-now': 'did not answer now',
}

/** Epoch ms, or anything that names a moment: a date alone means its first one, in UTC. */
const moment = (text: string | undefined, option: string): number | undefined => {
  if (text === undefined) return undefined
  const at = /^\d{12,}$/.test(text) ? Number(text) : Date.parse(text)
  if (Number.isNaN(at)) throw new Misuse(`${option} takes epoch milliseconds or a date, not "${text}".`)
  return at
}

const withoutUndefined = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

const replayOne = async ({ tenant, call }: Command, decision: string, ways: object): Promise<number> => {
  const { same, differences, unasked, erased } = await call<Replayed>(
    'POST',
    `${tenantPath(tenant)}/decisions/${encodeURIComponent(decision)}/replay`,
    ways,
  )
  for (const plugin of unasked ?? []) print(`not asked: ${plugin.plugin} ${why[plugin.why]}`)
  if (erased !== undefined) {
    print(`erased: the ${erased} it was made from is gone`)
    return 0
  }
  print(
    same
      ? 'same: the record gives the same choice'
      : ['different:', ...differences.map((line) => `  ${line}`)].join('\n'),
  )
  return same ? 0 : 1
}

/** What differs is printed page by page and kept nowhere: a range may be a year. */
const replayRange = async ({ tenant, call }: Command, range: object): Promise<number> => {
  const total = { looked: 0, same: 0, different: 0, erased: 0, unasked: 0 }
  const unasked = new Map<string, number>()
  for (let cursor: string | undefined; ; ) {
    const page = await call<ReplayedPage>('POST', `${tenantPath(tenant)}/decisions/replay`, {
      ...range,
      limit: 500,
      ...(cursor === undefined ? {} : { cursor }),
    })
    for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += page[name]
    for (const one of page.unaskedPlugins) {
      const line = `${one.plugin} ${why[one.why]}`
      unasked.set(line, (unasked.get(line) ?? 0) + one.decisions)
    }
    for (const { decision, at, differences } of page.differing)
      print([`${new Date(at).toISOString()}  ${decision}`, ...differences.map((line) => `  ${line}`)].join('\n'))
    if (page.next === null) break
    cursor = page.next
  }
  for (const [line, decisions] of unasked) print(`not asked: ${line} (${decisions} decisions)`)
  print(
    `${total.looked} decisions: ${total.same} the same, ${total.different} different, ${total.erased} erased${
      total.unasked === 0 ? '' : `; for ${total.unasked} not every plugin could be asked`
    }`,
  )
  return total.different === 0 ? 0 : 1
}

/** `cairn replay`. @returns 1 when a choice came out differently */
export const replay = (command: Command): Promise<number> => {
  const { user, from, to, deep, with: file } = command.options
  const ways = withoutUndefined({
    deep: deep === true && file === undefined ? true : undefined,
    with: file === undefined ? undefined : readSettingsFile(file),
  })
  const [decision] = command.words
  if (decision === undefined)
    return replayRange(
      command,
      withoutUndefined({ user, from: moment(from, '--from'), to: moment(to, '--to'), ...ways }),
    )
  if (user !== undefined || from !== undefined || to !== undefined)
    throw new Misuse('Either one DECISION, or a range with --user, --from and --to.')
  return replayOne(command, decision, ways)
}
