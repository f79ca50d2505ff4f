import type { AuditEntry, ChainLink, ExportLine } from '../../contract/audit.ts'
import { chainStart, entryHash, headAfter, leafOf, logStart } from './hashes.ts'

export interface Problem {
  /** Of the file, from 1. */
  readonly line: number
  /** The first bad entry: `entry 5`, `chain of U, entry 2`, `decision 17 of U`. */
  readonly place: string
  readonly what: string
}

export interface Verified {
  readonly ok: boolean
  readonly log: string | null
  readonly tenant: string | null
  readonly entries: number
  /** Users with a chain. */
  readonly chains: number
  /** Decisions that a chain names: checked against what was exported, erased since, or named only because decisions were not exported. */
  readonly decisions: { readonly checked: number; readonly erased: number; readonly named: number }
  /** Decisions that no block holds yet. */
  readonly unsealed: number
  /** Keep it: the next verification can be told to find it. */
  readonly head: { readonly seq: number; readonly hash: string } | null
  /** In the order of the file; the first is the first bad entry. */
  readonly problems: readonly Problem[]
}

export interface Expected {
  /** The team's own id of the tenant whose export it is said to be. */
  readonly tenant?: string | undefined
  /** A head that was seen before, and must still be where it was. */
  readonly head?: { readonly seq: number; readonly hash: string } | undefined
}

const problemsKept = 20

interface UserChain {
  readonly user: string
  readonly seen: Set<number>
  next: number
  head: string
  links: Map<number, ChainLink>
  lastLink: number
  lastDecision: number
}

/** Reads an export line by line, with nothing but the export and what is expected of it. @param lines without their line ends */
export const verifyExport = async (
  lines: AsyncIterable<string> | Iterable<string>,
  expected: Expected = {},
): Promise<Verified> => {
  const problems: Problem[] = []
  let number = 0
  const report = (place: string, what: string): void => {
    if (problems.length < problemsKept) problems.push({ line: number, place, what })
  }

  let header: Extract<ExportLine, { line: 'export' }> | undefined
  let ended = false
  let entries = 0
  let nextEntry = 1
  let afterUnreadable = false
  let head: { seq: number; hash: string } | null = null
  let chains = 0
  const decisions = { checked: 0, erased: 0, named: 0 }
  let unsealed = 0
  /** By user and entry of their chain: the head that the audit log names. */
  const anchors = new Map<string, Map<number, string>>()
  let open: UserChain | undefined

  const remember = ({ action, what, seq }: AuditEntry): void => {
    if (action !== 'chains.sealed') return
    for (const one of what.chains as { user: string; seq: number; head: string }[]) {
      const known = anchors.get(one.user) ?? new Map<number, string>()
      anchors.set(one.user, known)
      if (known.has(one.seq) && known.get(one.seq) !== one.head)
        report(`entry ${seq}`, `names another head for the chain of ${one.user} than an entry before it`)
      known.set(one.seq, one.head)
    }
  }

  const takeEntry = ({ line: _, ...entry }: Extract<ExportLine, { line: 'entry' }>): void => {
    const place = `entry ${entry.seq}`
    const { log } = header as { log: string }
    if (entry.seq > nextEntry) report(`entry ${nextEntry}`, `is missing: entry ${entry.seq} stands in its place`)
    else if (entry.seq < nextEntry) {
      report(place, 'stands where it does not belong: entries were reordered, or one was put in')
      return
    }
    if (entry.log !== log) report(place, 'belongs to another log')
    else if (entryHash(entry) !== entry.hash) report(place, 'was edited: its hash does not fit')
    else if (entry.seq === nextEntry && !afterUnreadable && entry.prev !== (head?.hash ?? logStart(log)))
      report(
        place,
        entry.seq === 1
          ? 'does not begin this log'
          : 'does not follow the entry before it: one of the two was replaced',
      )
    if (header?.anchor?.seq === entry.seq && header.anchor.hash !== entry.hash)
      report(place, 'is not the one that the control data remember')
    if (expected.head?.seq === entry.seq && expected.head.hash !== entry.hash)
      report(place, 'is not the one that was seen before')
    afterUnreadable = false
    remember(entry)
    entries += 1
    nextEntry = entry.seq + 1
    head = { seq: entry.seq, hash: entry.hash }
  }

  const finishEntries = (): void => {
    const reached = head?.seq ?? 0
    for (const [known, by] of [
      [header?.anchor, 'the control data remember'],
      [expected.head, 'was seen before'],
    ] as const)
      if (known !== undefined && known !== null && known.seq > reached)
        report(
          `entry ${reached + 1}`,
          `is missing: the log was cut short; ${by === 'was seen before' ? `entry ${known.seq} ${by}` : `${by} entry ${known.seq}`}`,
        )
  }

  const finishChain = (): void => {
    if (open === undefined) return
    const { user, seen, links, next } = open
    for (const seq of anchors.get(user)?.keys() ?? [])
      if (seq >= next) report(`chain of ${user}, entry ${seq}`, 'is missing: the audit log names it')
    anchors.delete(user)
    if (header?.decisions === true)
      for (const { seq } of links.values())
        if (!seen.has(seq)) report(`decision ${seq} of ${user}`, 'is missing: the chain names it')
    if (header?.decisions !== true) decisions.named += links.size
    open = undefined
  }

  const chainOf = (user: string): UserChain => {
    if (open?.user === user) return open
    finishChain()
    chains += 1
    const log = header?.log ?? ''
    open = {
      user,
      seen: new Set(),
      next: 1,
      head: chainStart(log, user),
      links: new Map(),
      lastLink: 0,
      lastDecision: 0,
    }
    return open
  }

  const takeChain = ({ user, seq, body }: Extract<ExportLine, { line: 'chain' }>): void => {
    const chain = chainOf(user)
    const place = `chain of ${user}, entry ${seq}`
    if (seq > chain.next)
      report(`chain of ${user}, entry ${chain.next}`, `is missing: entry ${seq} stands in its place`)
    else if (seq < chain.next) {
      report(place, 'stands where it does not belong: entries were reordered, or one was put in')
      return
    }
    if (headAfter(body.prev, body) !== body.head) report(place, 'was edited: its hashes do not fit')
    else if (seq === chain.next && body.prev !== chain.head)
      report(
        place,
        seq === 1
          ? 'does not begin this chain: it is of another user or tenant'
          : 'does not follow the entry before it: one of the two was replaced',
      )
    const named = anchors.get(user)?.get(seq)
    if (named !== undefined && named !== body.head) report(place, 'is not the one that the audit log names')
    if (body.kind === 'erased') {
      decisions.erased += chain.links.size
      chain.links = new Map()
      chain.lastLink = 0
    } else
      for (const link of body.links) {
        chain.links.set(link.seq, link)
        chain.lastLink = link.seq
      }
    chain.next = seq + 1
    chain.head = body.head
  }

  const takeDecision = ({ user, seq, id, at, body }: Extract<ExportLine, { line: 'decision' }>): void => {
    const chain = chainOf(user)
    const place = `decision ${seq} of ${user}`
    if (seq <= chain.lastDecision)
      return report(place, 'stands where it does not belong: decisions were reordered, or one was put in')
    chain.lastDecision = seq
    const link = chain.links.get(seq)
    if (link === undefined) {
      if (seq > chain.lastLink) unsealed += 1
      else report(place, 'was put in: the chain does not name it')
      return
    }
    chain.seen.add(seq)
    if (link.id !== id || link.at !== at || leafOf(body as object) !== link.leaf)
      report(place, 'was edited: its hash does not fit')
    else decisions.checked += 1
  }

  const take = (line: ExportLine): void => {
    if (header === undefined && line.line !== 'export') {
      header = { line: 'export', v: 1, log: '', tenant: null, at: 0, decisions: false, anchor: null }
      report('the first line', 'is missing: an export begins with one that names its log')
    }
    switch (line.line) {
      case 'export':
        if (header !== undefined) return report('a second first line', 'was put in')
        header = line
        if (expected.tenant !== undefined && line.tenant !== expected.tenant)
          report(
            'the first line',
            `names the tenant ${JSON.stringify(line.tenant)}, not ${JSON.stringify(expected.tenant)}`,
          )
        return
      case 'entry':
        if (chains > 0) return report(`entry ${line.seq}`, 'stands where it does not belong')
        return takeEntry(line)
      case 'chain':
        return takeChain(line)
      case 'decision':
        return takeDecision(line)
      case 'unreadable': {
        report(`${line.stream}, entry ${line.seq}`, 'does not open any more: it was changed at rest')
        if (line.stream !== 'audit') return
        nextEntry = line.seq + 1
        afterUnreadable = true
        return
      }
      case 'end':
        ended = true
        if (line.lines !== number - 1)
          report('the last line', `speaks of ${line.lines} lines before it; there are ${number - 1}`)
        return
      default:
        line satisfies never
        report(`line ${number}`, 'is of an unknown kind')
    }
  }

  for await (const text of lines) {
    if (text === '') continue
    number += 1
    if (ended) {
      report(`line ${number}`, 'stands behind the end')
      continue
    }
    try {
      take(JSON.parse(text) as ExportLine)
    } catch {
      report(`line ${number}`, 'cannot be read')
    }
  }
  finishEntries()
  finishChain()
  for (const [user, known] of anchors)
    report(`chain of ${user}, entry ${[...known.keys()][0]}`, 'is missing: the audit log names it')
  if (!ended) report('the last line', 'is missing: the export was cut short')
  return {
    ok: problems.length === 0,
    log: header?.log ?? null,
    tenant: header?.tenant ?? null,
    entries,
    chains,
    decisions,
    unsealed,
    head,
    problems,
  }
}
