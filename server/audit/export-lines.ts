import type { ExportLine } from '../../contract/audit.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { Entry, Store } from '../storage/store.ts'
import { type AuditContext, type AuditLog, logName } from './audit-log.ts'
import type { DecisionChains } from './decision-chains.ts'

const linesPerLook = 500
const usersPerLook = 500
/** Each holds a whole session. */
const decisionsPerLook = 50

type Unreadable = Extract<ExportLine, { line: 'unreadable' }>

/**
 * A stream in order, as far as it can be read. What does not open any more at rest is named, and the rest is read all the same.
 */
async function* readable<E extends { readonly seq: number }>(
  stream: string,
  read: (after: number, limit: number) => Promise<readonly E[]>,
  perLook: number,
): AsyncGenerator<E | Unreadable> {
  let limit = perLook
  for (let after = 0; ; ) {
    let entries: readonly E[]
    try {
      entries = await read(after, limit)
    } catch (cause) {
      if ((cause as Error).name !== 'SealBrokenError') throw cause
      // One of them is broken: one at a time, so that it is known which.
      const one = await read(after, 1).catch(() => undefined)
      if (one === undefined) {
        after += 1
        yield { line: 'unreadable', stream, seq: after }
        continue
      }
      entries = one
      limit = 1
    }
    yield* entries
    if (entries.length < limit) return
    after = entries.at(-1)?.seq ?? after
  }
}

const isUnreadable = (one: { readonly seq: number }): one is Unreadable => 'line' in one && one.line === 'unreadable'

/**
 * An audit log, and for a tenant the chains of its users' decisions, line by line. Nothing is judged here: what stands is what is exported.
 * @param decisions whether the decisions themselves are among it, with their salts
 */
export async function* exportLines(
  context: AuditContext,
  {
    log,
    chains,
    store,
    now,
    tenant,
    decisions,
  }: {
    readonly log: AuditLog
    readonly chains: DecisionChains
    readonly store: Store<TenantContext>
    readonly now: () => number
    readonly tenant: string | null
    readonly decisions: boolean
  },
): AsyncGenerator<ExportLine> {
  const isTenant = 'tenant' in context
  if (isTenant) await chains.seal(context)
  let lines = 1
  const counted = <L extends ExportLine>(line: L): L => {
    lines += 1
    return line
  }
  yield {
    line: 'export',
    v: 1,
    log: logName(context),
    tenant,
    at: now(),
    decisions: decisions && isTenant,
    anchor: await log.anchor(context),
  }

  for await (const entry of readable('audit', (after, limit) => log.read(context, after, limit), linesPerLook))
    yield counted(isUnreadable(entry) ? entry : { line: 'entry', ...entry })

  if (isTenant)
    for (let after = ''; ; ) {
      const users = await chains.users(context, after, usersPerLook)
      for (const user of users) {
        const read = (from: number, limit: number) => chains.read(context, user, from, limit)
        for await (const entry of readable(`chain:${user}`, read, linesPerLook))
          yield counted(isUnreadable(entry) ? entry : { line: 'chain', user, ...entry })
        if (!decisions) continue
        const stream = `user:${user}`
        const readStream = (from: number, limit: number) => store.read(context, stream, { after: from, limit })
        for await (const entry of readable<Entry>(stream, readStream, decisionsPerLook))
          if (isUnreadable(entry)) yield counted(entry)
          else if (entry.kind === 'decided') {
            const { seq, id, at, body } = entry
            yield counted({ line: 'decision', user, seq, id, at, body })
          }
      }
      if (users.length < usersPerLook) break
      after = users.at(-1) ?? after
    }
  yield { line: 'end', lines }
}
