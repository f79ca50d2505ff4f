#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { auditExport, auditVerify, parseHead } from './audit.ts'
import { ApiRefusal, callApi, readLines } from './call-api.ts'
import { type Command, Misuse, print, required, tenantPath } from './command.ts'
import { correctionBody, correctionLine } from './correct.ts'
import { doctor } from './doctor.ts'
import { evaluateRetrieval } from './evaluate-retrieval.ts'
import { pluginCheck } from './plugin-check.ts'
import { pluginNew } from './plugin-new.ts'
import { pluginTest } from './plugin-test.ts'
import { replay } from './replay.ts'
import { dryRunSettings, restoreSettings, showSettings } from './settings.ts'
import { createTenantKey, revokeTenantKey, showTenantKeys } from './tenant-key.ts'

const help = `cairn: work with a Cairn server from the command line

  cairn workspace create NAME --origin URL...   create a workspace; prints its keys once (operator key)
  cairn content push FILE... [--tenant T]       save and publish content; the file's name is its key
  cairn decisions USER [--tenant T]             a user's decisions, newest first; --json for whole records, a line each
  cairn replay [DECISION] [--tenant T]          make stored choices again and compare: one, or a range of the tenant's
        [--user U] [--from TIME] [--to TIME]      epoch ms, or a date as in 2026-11-21 or 2026-11-21T14:00Z
        [--deep]                                  ask the plugins again, where the version that answered is installed
        [--with FILE]                             ask them under these settings, and say what would differ
  cairn settings [--tenant T]                   the changes that led to what stands, oldest first
  cairn settings restore ID --why WHY           make an earlier change the latest again (--tenant T: of that tenant)
  cairn settings dry-run FILE [--last N]        what the last N decisions (1,000) would have been under these settings
  cairn tenant key create NAME --tenant T       make a key for the customer's own admin; prints it once. --until TIME
  cairn tenant key list --tenant T              the keys of its admins, newest first
  cairn tenant key revoke ID --tenant T         revoke one for good; --why WHY
  cairn evaluate retrieval [FILE] [--tenant T]  whether vectors help the tenant's answers: on labelled questions (a line each)
                                                and on those that users asked; kept, and heeded by "retrieval.vectors": "auto"
  cairn corrections [--tenant T]                what your people have pinned, blocked or overridden
  cairn correct ACT CONTENT --why WHY           pin, block or override content; --user, --with KEY, --until TIME
  cairn uncorrect CORRECTION [--why WHY]        remove a correction
  cairn audit export [--tenant T] [--decisions] print the audit log and the chains of decisions, line by line
  cairn audit verify [FILE] [--tenant T]        verify them, on the server or in a file; names the first bad entry
  cairn plugin new KIND NAME                    write a recommender or guardrail that works, with tests, into a folder
  cairn plugin check PATH                       run the conformance suite on a plugin, inline and in a thread of its own
                                                [--options JSON] [--sessions FILE, as "decisions --json" writes it]
  cairn plugin test PATH                        run the tests that stand beside a plugin
  cairn doctor                                  look at the settings, the data directory and the server

  --server URL   default CAIRN_URL or http://127.0.0.1:4600
  --key KEY      default CAIRN_KEY: a secret key (sk_...), or the operator key (op_...) for "workspace create";
                 a tenant key (tk_...) for settings, corrections, decisions, replay and audit of its tenant
  --workspace    of "audit": the workspace's own log instead of a tenant's
  --decisions    of "audit export": the decisions themselves too
  --head N:HASH  of "audit verify": a head that an earlier verification printed, which must still be there
`

const pushContent = async ({ words, tenant, call }: Command): Promise<number> => {
  if (words.length === 0) throw new Misuse('FILE is missing.')
  if (tenant !== undefined) await call('PUT', tenantPath(tenant), {})
  const base = tenant === undefined ? '/v1/content' : `${tenantPath(tenant)}/content`
  for (const file of words) {
    const key = basename(file, '.json')
    await call('PUT', `${base}/${key}`, JSON.parse(readFileSync(file, 'utf8')))
    const { version } = await call<{ version: string }>('POST', `${base}/${key}/publish`)
    print(`${key}: published as ${version}`)
  }
  return 0
}

interface DecisionRow {
  readonly id: string
  readonly at: number
  readonly input: { readonly slot: string }
  readonly result: {
    readonly choice: { readonly version: string } | null
    readonly nothing: string | null
    readonly removals: readonly { content: string; by: string; code: string }[]
  }
}

const showDecisions = async ({ words, tenant, options, call }: Command): Promise<number> => {
  const user = encodeURIComponent(required(words[0], 'USER'))
  const { decisions } = await call<{ decisions: DecisionRow[] }>(
    'GET',
    `${tenantPath(tenant)}/users/${user}/decisions?limit=50`,
  )
  if (options.json === true) {
    // What `plugin check --sessions` reads: what there was to choose from, then what was decided.
    console.log(JSON.stringify({ catalogue: await call('GET', `${tenantPath(tenant)}/catalogue`) }))
    for (const decision of decisions) console.log(JSON.stringify(decision))
    return 0
  }
  for (const { id, at, input, result } of decisions) {
    const removed = result.removals.map(({ content, by, code }) => `${content} removed by ${by} (${code})`)
    print(
      `${new Date(at).toISOString()}  ${id}  ${input.slot.padEnd(9)}  ${result.choice?.version ?? `nothing: ${result.nothing}`}${removed.length === 0 ? '' : `; ${removed.join(', ')}`}`,
    )
  }
  return 0
}

const createWorkspace = async ({ words, origins, call }: Command): Promise<number> => {
  print(await call('POST', '/v1/workspaces', { name: required(words[0], 'NAME'), origins }))
  return 0
}

const showCorrections = async ({ tenant, call }: Command): Promise<number> => {
  const { corrections } = await call<{ corrections: Parameters<typeof correctionLine>[0][] }>(
    'GET',
    `${tenantPath(tenant)}/corrections`,
  )
  for (const one of corrections) print(correctionLine(one))
  return 0
}

const correct = async ({ words, tenant, call, options }: Command): Promise<number> => {
  const { why, user, with: replacement, until } = options
  if (until !== undefined && Number.isNaN(Date.parse(until)))
    throw new Misuse('--until takes a time: 2026-12-01T18:00Z')
  const [act, content] = [required(words[0], 'ACT'), required(words[1], 'CONTENT')]
  const body = correctionBody({ act, content, why, user, replacement, until })
  const { id } = await call<{ id: string }>('POST', `${tenantPath(tenant)}/corrections`, body)
  print(id)
  return 0
}

const uncorrect = async ({ words, tenant, call, options: { why } }: Command): Promise<number> => {
  const place = `${tenantPath(tenant)}/corrections/${encodeURIComponent(required(words[0], 'CORRECTION'))}`
  await call('DELETE', place, why === undefined ? undefined : { why })
  return 0
}

/** Which log is meant, and a way to read it. */
const auditOf = ({ tenant, options, lines }: Command) => ({
  source: { lines, print },
  which: { tenant, ofWorkspace: options.workspace === true },
})
const verifyAudit = (command: Command): Promise<number> => {
  const given = command.options.head
  const head = given === undefined ? undefined : parseHead(given)
  if (given !== undefined && head === undefined) throw new Misuse('--head takes N:HASH, as "audit verify" prints it.')
  const { source, which } = auditOf(command)
  return auditVerify(source, which, command.words[0], head)
}
const exportAudit = (command: Command): Promise<number> => {
  const { source, which } = auditOf(command)
  return auditExport(source, which, command.options.decisions === true)
}

const checkPlugin = ({ words, options: { options, sessions } }: Command): Promise<number> => {
  const place = required(words[0], 'PATH')
  let given: unknown = {}
  try {
    given = JSON.parse(options ?? '{}')
  } catch {
    throw new Misuse('--options is no JSON.')
  }
  return pluginCheck(place, {
    options: given as Readonly<Record<string, unknown>>,
    ...(sessions === undefined ? {} : { sessions: readFileSync(sessions, 'utf8') }),
  })
}

const commands: Readonly<Record<string, (command: Command) => Promise<number>>> = {
  'workspace create': createWorkspace,
  'content push': pushContent,
  decisions: showDecisions,
  'evaluate retrieval': evaluateRetrieval,
  replay,
  corrections: showCorrections,
  correct,
  uncorrect,
  'settings restore': restoreSettings,
  'settings dry-run': dryRunSettings,
  settings: showSettings,
  'tenant key create': createTenantKey,
  'tenant key list': showTenantKeys,
  'tenant key revoke': revokeTenantKey,
  'audit export': exportAudit,
  'audit verify': verifyAudit,
  'plugin new': async ({ words }) => pluginNew(required(words[0], 'KIND'), required(words[1], 'NAME')),
  'plugin check': checkPlugin,
  'plugin test': ({ words }) => pluginTest(required(words[0], 'PATH')),
  doctor: () => doctor(print),
}

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      server: { type: 'string', default: process.env.CAIRN_URL ?? 'http://127.0.0.1:4600' },
      key: { type: 'string', default: process.env.CAIRN_KEY ?? '' },
      tenant: { type: 'string' },
      origin: { type: 'string', multiple: true, default: [] },
      why: { type: 'string' },
      user: { type: 'string' },
      with: { type: 'string' },
      until: { type: 'string' },
      workspace: { type: 'boolean', default: false },
      decisions: { type: 'boolean', default: false },
      head: { type: 'string' },
      json: { type: 'boolean', default: false },
      options: { type: 'string' },
      sessions: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      deep: { type: 'boolean', default: false },
      last: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const name = [3, 2, 1]
    .map((count) => positionals.slice(0, count).join(' '))
    .find((candidate) => Object.hasOwn(commands, candidate))
  if (name === undefined || values.help) {
    print(help)
    return values.help || positionals.length === 0 ? 0 : 2
  }
  const command: Command = {
    words: positionals.slice(name.split(' ').length),
    origins: values.origin,
    tenant: values.tenant,
    options: values,
    lines: (path) => readLines(values.server, values.key, path),
    call: (method, path, body) => callApi(values.server, values.key, method, path, body),
  }
  return (commands[name] as (command: Command) => Promise<number>)(command)
}

main().then(
  (code) => process.exit(code),
  (cause: unknown) => {
    const expected =
      cause instanceof ApiRefusal ||
      cause instanceof Misuse ||
      (cause as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true ||
      (cause as { code?: string }).code === 'ENOENT'
    console.error(expected ? (cause as Error).message : cause)
    process.exit(expected ? 2 : 1)
  },
)
