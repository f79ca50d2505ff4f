import { open } from 'node:fs/promises'
import { type Expected, type Verified, verifyExport } from '../server/audit/verify-export.ts'

export interface AuditSource {
  /** Of the export route, with its query. */
  lines(path: string): AsyncIterable<string>
  readonly print: (text: string) => void
}

/** Which log is meant: a tenant's, or the workspace's own. */
export interface WhichLog {
  readonly tenant: string | undefined
  readonly ofWorkspace: boolean
}

const pathOf = ({ tenant, ofWorkspace }: WhichLog, decisions: boolean): string =>
  ofWorkspace
    ? '/v1/audit/export'
    : `/v1/tenants/${encodeURIComponent(tenant ?? 'default')}/audit/export?decisions=${decisions}`

/** Waits where the reader of the pipe is slower than the server. */
const write = (text: string): Promise<void> =>
  new Promise((resolve, reject) => process.stdout.write(text, (cause) => (cause ? reject(cause) : resolve())))

/** Prints an export, line by line. @param decisions the decisions themselves too */
export const auditExport = async (source: AuditSource, which: WhichLog, decisions: boolean): Promise<number> => {
  for await (const line of source.lines(pathOf(which, decisions))) await write(`${line}\n`)
  return 0
}

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`

/** Names come out of the file: nothing in them may steer a terminal. */
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?')

const say = ({ ok, log, tenant, entries, chains, decisions, unsealed, head, problems }: Verified): string[] => {
  const { checked, erased, named } = decisions
  const found = [
    `${log ?? 'no log'}${tenant === null ? '' : ` (${tenant})`}: ${count(entries, 'entry', 'entries')}, ${count(chains, 'chain', 'chains')} of decisions`,
    `decisions: ${checked} checked, ${erased} erased, ${named} named only, ${unsealed} not sealed yet`,
    ...(head === null ? [] : [`head: ${head.seq}:${head.hash}`]),
  ]
  if (ok) return [...found, 'verified: nothing was edited, deleted, reordered, cut short or put in']
  const [first, ...others] = problems
  return [
    ...found,
    `NOT verified. The first bad entry: ${first?.place} (line ${first?.line}) ${first?.what}`,
    ...others.map(({ line, place, what }) => `  also ${place} (line ${line}) ${what}`),
  ]
}

/** @returns undefined for what is no head. @param text `12:ab34…`, as a verification prints it */
export const parseHead = (text: string): Expected['head'] => {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text)
  return match === null ? undefined : { seq: Number(match[1]), hash: match[2] as string }
}

/**
 * Verifies the server's own export, or a file of one without any server.
 * @returns 1 when something is wrong
 */
export const auditVerify = async (
  source: AuditSource,
  which: WhichLog,
  file: string | undefined,
  head: Expected['head'],
): Promise<number> => {
  const lines = file === undefined ? source.lines(pathOf(which, true)) : (await open(file)).readLines()
  const tenant = file === undefined && !which.ofWorkspace ? (which.tenant ?? 'default') : which.tenant
  const verified = await verifyExport(lines, { tenant, head })
  for (const line of say(verified)) source.print(plain(line))
  return verified.ok ? 0 : 1
}
