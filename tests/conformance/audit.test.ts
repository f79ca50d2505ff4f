import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Ambient } from '../../contract/ambient.ts'
import type { AuditNote, ExportLine } from '../../contract/audit.ts'
import type { TenantContext } from '../../contract/context.ts'
import { type AuditContext, createAuditLog } from '../../server/audit/audit-log.ts'
import { createDecisionChains } from '../../server/audit/decision-chains.ts'
import { exportLines } from '../../server/audit/export-lines.ts'
import { entryHash, headAfter } from '../../server/audit/hashes.ts'
import { type Expected, type Verified, verifyExport } from '../../server/audit/verify-export.ts'
import { installationContext, tenantContext, workspaceContext } from './contexts.ts'
import { forms, type Installation } from './forms.ts'

const ambient = {
  now: Date.now,
  monotonicMs: () => performance.now(),
  id: () => randomBytes(15).toString('base64url'),
} as Ambient
const controlFor = () => installationContext()

const note = (what: Record<string, unknown>, changes: Partial<AuditNote> = {}): AuditNote => ({
  action: 'settings.write',
  outcome: 'done',
  by: 'sk:1',
  request: 'r1',
  route: 'PUT /v1/settings',
  what,
  why: 'because\nof a line break "and more"',
  code: null,
  ...changes,
})

describe.each(forms)('the audit log and the chains of decisions: $title', ({ install, skip }) => {
  let installation: Installation
  /** Of two tenants that lived alike. */
  let lines: ExportLine[]
  let other: ExportLine[]
  beforeAll(async () => {
    if (skip) return
    installation = await install()
    lines = await exported(await lived('tampered'))
    other = await exported(await lived('another'))
  })
  afterAll(() => installation?.remove())

  const parts = () => {
    const { storage } = installation
    const log = createAuditLog(storage, controlFor, ambient, () => undefined)
    return { log, chains: createDecisionChains(storage, controlFor, log, ambient), store: storage.tenant }
  }
  const exported = async (context: AuditContext, decisions = true): Promise<ExportLine[]> => {
    const lines: ExportLine[] = []
    const options = { ...parts(), now: Date.now, tenant: 'acme', decisions }
    // As it goes over the wire.
    for await (const line of exportLines(context, options)) lines.push(JSON.parse(JSON.stringify(line)) as ExportLine)
    return lines
  }
  const verify = (lines: readonly ExportLine[], expected?: Expected): Promise<Verified> =>
    verifyExport(
      lines.map((line) => JSON.stringify(line)),
      expected,
    )
  /** The end as a forger would write it, so that it is not what gives the change away. */
  const counted = (lines: readonly ExportLine[]): ExportLine[] => [
    ...lines.slice(0, -1),
    { line: 'end', lines: lines.length - 1 },
  ]

  const decide = async (context: TenantContext, user: string, count: number): Promise<void> => {
    const { chains, store } = parts()
    const head = await store.head(context, `user:${user}`)
    const entries = Array.from({ length: count }, (_, index) => ({
      id: ambient.id(),
      kind: index % 2 === 0 ? 'decided' : 'message',
      at: Date.now(),
      body: { slot: 'inline', decision: ambient.id(), record: { why: `secret ${user} ${index}` }, salt: ambient.id() },
    }))
    await store.append(context, `user:${user}`, head, entries)
    await chains.mark(context, user)
  }
  /** A tenant in which five things were changed and two users decided for. */
  const lived = async (tenant: string): Promise<TenantContext> => {
    const context = tenantContext(tenant)
    const { log, chains } = parts()
    for (let index = 1; index <= 5; index++) await log.append(context, note({ index }))
    await decide(context, 'ada', 6)
    await decide(context, 'bob', 4)
    await chains.seal(context)
    await decide(context, 'ada', 4)
    return context
  }
  const entriesOf = (lines: readonly ExportLine[]) => lines.flatMap((line, at) => (line.line === 'entry' ? [at] : []))
  const first = async (lines: readonly ExportLine[], expected?: Expected) => {
    const { ok, problems } = await verify(lines, expected)
    expect(ok).toBe(false)
    return problems[0]
  }

  test.skipIf(skip)('an export of what nobody touched verifies, decisions and all', async () => {
    const context = await lived('untouched')
    expect(await verify(await exported(context))).toEqual({
      ok: true,
      log: 'w1-untouched',
      tenant: 'acme',
      entries: 7,
      chains: 2,
      decisions: { checked: 7, erased: 0, named: 0 },
      unsealed: 0,
      head: { seq: 7, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      problems: [],
    })
    expect(await verify(await exported(context, false))).toMatchObject({
      ok: true,
      decisions: { checked: 0, named: 7 },
    })
  })

  test.skipIf(skip)('an empty log verifies, and so does that of a workspace', async () => {
    expect(await verify(await exported(tenantContext('empty')))).toMatchObject({ ok: true, entries: 0, head: null })
    const { log } = parts()
    await log.append(workspaceContext('w7'), note({}))
    await log.append(workspaceContext('w8'), note({}))
    expect(await verify(await exported(workspaceContext('w7')))).toMatchObject({ ok: true, log: 'w7', entries: 1 })
  })

  test.skipIf(skip)('two who write at once both stand in the log, one after the other', async () => {
    const context = tenantContext('together')
    await Promise.all(Array.from({ length: 12 }, (_, index) => parts().log.append(context, note({ index }))))
    expect(await verify(await exported(context))).toMatchObject({ ok: true, entries: 12 })
  })

  describe.skipIf(skip)('tampering with an export is found, and the first bad entry named', () => {
    const at = (seq: number) => entriesOf(lines)[seq - 1] as number
    const place = (what: string, from = lines) =>
      from.findIndex((line) => (what === 'chain' ? line.line === 'chain' && line.seq === 1 : line.line === what))
    const edited = (index: number, change: (line: never) => object, from = lines): ExportLine[] =>
      from.map((line, one) => (one === index ? (change(structuredClone(line) as never) as ExportLine) : line))
    const without = (index: number): ExportLine[] => counted(lines.filter((_, one) => one !== index))
    const swapped = (a: number, b: number): ExportLine[] =>
      lines.map((line, index) => (index === a ? lines[b] : index === b ? lines[a] : line) as ExportLine)
    const inserted = (index: number, line: ExportLine): ExportLine[] =>
      counted([...lines.slice(0, index), line, ...lines.slice(index)])

    test('edit: an entry', async () => {
      expect(await first(edited(at(3), (line: object) => ({ ...line, by: 'sk:2' })))).toEqual({
        line: at(3) + 1,
        place: 'entry 3',
        what: 'was edited: its hash does not fit',
      })
    })
    test('edit: an entry, with its hash made anew', async () => {
      const forged = edited(at(3), (line: never) => {
        const { line: _, ...entry } = { ...(line as object), by: 'sk:2' } as Extract<ExportLine, { line: 'entry' }>
        return { line: 'entry', ...entry, hash: entryHash(entry) }
      })
      expect(await first(forged)).toMatchObject({ place: 'entry 4', what: expect.stringContaining('one of the two') })
    })
    test('edit: the last entry, with its hash made anew', async () => {
      const last = entriesOf(lines).length
      const forged = edited(at(last), (line: never) => {
        const { line: _, ...entry } = { ...(line as object), at: 5 } as Extract<ExportLine, { line: 'entry' }>
        return { line: 'entry', ...entry, hash: entryHash(entry) }
      })
      expect(await first(forged)).toMatchObject({ place: `entry ${last}` })
    })
    test('delete: an entry', async () => {
      expect(await first(without(at(2)))).toMatchObject({
        place: 'entry 2',
        what: expect.stringContaining('is missing'),
      })
    })
    test('reorder: two entries', async () => {
      expect(await first(swapped(at(2), at(3)))).toMatchObject({ place: 'entry 2', line: at(2) + 1 })
    })
    test('truncate: the end of the log', async () => {
      const cut = counted(lines.filter((_, index) => index < at(5) || index > (entriesOf(lines).at(-1) as number)))
      expect(await first(cut)).toMatchObject({ place: 'entry 5', what: expect.stringContaining('cut short') })
    })
    test('truncate: the file', async () => {
      expect(await first(lines.slice(0, -3))).toMatchObject({ place: expect.any(String) })
      expect((await verify(lines.slice(0, -3))).problems.at(-1)).toMatchObject({ place: 'the last line' })
    })
    test('truncate: the log and what the control data remember, for whoever has seen a head before', async () => {
      const seen = (await verify(lines)).head
      const cut = counted(
        lines.filter((_, index) => index < at(5) || index > (entriesOf(lines).at(-1) as number)),
      ).filter(({ line }) => line !== 'chain' && line !== 'decision')
      const forged = counted(edited(0, (line: object) => ({ ...line, anchor: null }), cut))
      expect(await verify(forged)).toMatchObject({ ok: true })
      expect(await first(forged, { head: seen as NonNullable<typeof seen> })).toMatchObject({ place: 'entry 5' })
    })
    test('insert: an entry a second time', async () => {
      expect(await first(inserted(at(4), lines[at(2)] as ExportLine))).toMatchObject({
        place: 'entry 2',
        line: at(4) + 1,
      })
    })
    test("swap between tenants: one entry of another's log", async () => {
      const foreign = other[entriesOf(other)[2] as number] as ExportLine
      expect(await first(edited(at(3), () => foreign))).toMatchObject({
        place: 'entry 3',
        what: 'belongs to another log',
      })
    })
    test("swap between tenants: another's whole log under this one's name", async () => {
      expect(await first([lines[0] as ExportLine, ...other.slice(1)])).toMatchObject({ place: 'entry 1' })
      const renamed = edited(0, (line: object) => ({ ...line, tenant: 'someone-else' }))
      expect(await first(renamed, { tenant: 'acme' })).toMatchObject({ place: 'the first line' })
    })

    test('edit: a decision', async () => {
      const index = place('decision')
      const changed = edited(index, (line: never) => {
        const one = line as Extract<ExportLine, { line: 'decision' }>
        return { ...one, body: { ...(one.body as object), record: { why: 'another' } } }
      })
      expect(await first(changed)).toMatchObject({
        place: 'decision 1 of ada',
        what: expect.stringContaining('edited'),
      })
    })
    test('delete: a decision', async () => {
      expect(await first(without(place('decision')))).toMatchObject({
        place: 'decision 1 of ada',
        what: expect.stringContaining('missing'),
      })
    })
    test('reorder: two decisions', async () => {
      expect(await first(swapped(place('decision'), place('decision') + 1))).toMatchObject({
        place: 'decision 1 of ada',
      })
    })
    test('insert: a decision that was never made', async () => {
      const index = place('decision')
      const one = lines[index] as Extract<ExportLine, { line: 'decision' }>
      expect(await first(inserted(index + 1, { ...one, seq: 2 }))).toMatchObject({
        place: 'decision 2 of ada',
        what: expect.stringContaining('put in'),
      })
    })
    test('edit: a block, with its hashes made anew', async () => {
      const forged = edited(place('chain'), (line: never) => {
        const { body, ...rest } = line as Extract<ExportLine, { line: 'chain' }>
        if (body.kind !== 'sealed') throw new Error('a block was expected')
        const changed = { ...body, links: body.links.slice(1) }
        return { ...rest, body: { ...changed, head: headAfter(changed.prev, changed) } }
      })
      expect(await first(forged)).toMatchObject({
        place: 'chain of ada, entry 1',
        what: 'is not the one that the audit log names',
      })
    })
    test('edit: a link of a block', async () => {
      const forged = edited(place('chain'), (line: never) => {
        const one = line as Extract<ExportLine, { line: 'chain' }>
        if (one.body.kind !== 'sealed') throw new Error('a block was expected')
        return { ...one, body: { ...one.body, links: one.body.links.map((link) => ({ ...link, at: link.at + 1 })) } }
      })
      expect(await first(forged)).toMatchObject({
        place: 'chain of ada, entry 1',
        what: 'was edited: its hashes do not fit',
      })
    })
    test('insert, delete, reorder: the blocks of a chain', async () => {
      const [one = 0, two = 0] = lines.flatMap((line, index) => (line.line === 'chain' ? [index] : []))
      const elsewhere = edited(two, (line: never) => {
        const { body, ...rest } = line as Extract<ExportLine, { line: 'chain' }>
        const moved = { ...body, prev: '0'.repeat(64) }
        return { ...rest, body: { ...moved, head: headAfter(moved.prev, moved) } }
      })
      expect(await first(elsewhere)).toMatchObject({
        place: 'chain of ada, entry 2',
        what: expect.stringContaining('one of the two'),
      })
      expect(await first(without(one))).toMatchObject({ place: 'chain of ada, entry 1' })
      expect(await first(swapped(one, two))).toMatchObject({ place: 'chain of ada, entry 1' })
      expect(await first(inserted(two + 1, lines[one] as ExportLine))).toMatchObject({ place: 'chain of ada, entry 1' })
    })
    test("truncate and swap: a user's chain, or one of another tenant's users", async () => {
      const isBob = (line: ExportLine) => 'user' in line && line.user === 'bob'
      expect(await first(counted(lines.filter((line) => !isBob(line))))).toMatchObject({
        place: 'chain of bob, entry 1',
      })
      const foreign = [...lines.filter((line) => !isBob(line)).slice(0, -1), ...other.filter(isBob), lines.at(-1)]
      expect(await first(counted(foreign as ExportLine[]))).toMatchObject({ place: 'chain of bob, entry 1' })
    })
    test('rubbish: a line that cannot be read, and one behind the end', async () => {
      const texts = lines.map((line) => JSON.stringify(line))
      const broken = await verifyExport(texts.map((text, index) => (index === 2 ? text.slice(3) : text)))
      expect(broken.problems[0]).toMatchObject({ line: 3, what: 'cannot be read' })
      expect((await verifyExport([...texts, texts[1] as string])).problems).toMatchObject([
        { what: 'stands behind the end' },
      ])
      expect((await verifyExport([])).problems).toMatchObject([{ place: 'the last line' }])
    })
  })

  test.skipIf(skip)('what was erased verifies as erased, and leaves nothing to find out what it was', async () => {
    const context = await lived('erasing')
    const { chains, store } = parts()
    await chains.seal(context)
    const salts = (await exported(context)).flatMap((line) =>
      line.line === 'decision' && line.user === 'ada' ? [(line.body as { salt: string }).salt] : [],
    )
    await chains.markErased(context, 'ada')
    await store.eraseStream(context, 'user:ada')
    const lines = await exported(context)
    expect(await verify(lines)).toMatchObject({ ok: true, decisions: { checked: 2, erased: 5 } })
    for (const trace of [...salts, 'secret ada']) expect(JSON.stringify(lines)).not.toContain(trace)

    await decide(context, 'ada', 3)
    expect(await verify(await exported(context))).toMatchObject({ ok: true, decisions: { checked: 4, erased: 5 } })
  })

  test.skipIf(skip)('a stream that was deleted without being erased is missed', async () => {
    const context = await lived('deleted')
    await parts().chains.seal(context)
    await parts().store.eraseStream(context, 'user:bob')
    expect(await first(await exported(context))).toMatchObject({ place: 'decision 1 of bob' })
  })

  test.skipIf(skip)(
    'a log that was written anew from within is found out by what the control data remember',
    async () => {
      const context = await lived('rewritten')
      const { store, log, chains } = parts()
      await chains.seal(context)
      const entries = await store.read(context, 'audit')
      await store.eraseStream(context, 'audit')
      await store.append(context, 'audit', 0, entries.slice(0, 4))
      expect(await first(await exported(context, false))).toMatchObject({ place: 'entry 5' })
      // Nor does going on as if nothing had been cover it.
      for (let index = 0; index < 5; index++) await log.append(context, note({ index }))
      expect((await verify(await exported(context))).problems).toContainEqual(
        expect.objectContaining({ place: 'entry 7', what: 'is not the one that the control data remember' }),
      )
    },
  )

  test.skipIf(skip)('an entry that was changed at rest is named, and everything else still read', async () => {
    const context = await lived('atrest')
    const third = (await parts().store.read(context, 'audit', { after: 2, limit: 1 }))[0]
    await installation.reopen(async (atRest) => {
      const body = await atRest.entryBody('atrest', third?.id ?? '')
      body[body.length - 1] = (body.at(-1) as number) ^ 1
      await atRest.setEntryBody('atrest', third?.id ?? '', body)
    })
    const { ok, problems, entries } = await verify(await exported(context))
    expect({ ok, problems, entries }).toEqual({
      ok: false,
      entries: 6,
      problems: [{ line: 4, place: 'audit, entry 3', what: 'does not open any more: it was changed at rest' }],
    })
  })

  test.skipIf(skip)('a search finds by action, who, outcome and time, page by page', async () => {
    const context = tenantContext('searched')
    const { log } = parts()
    const started = Date.now()
    for (let index = 0; index < 30; index++)
      await log.append(context, note({ index }, index % 3 === 0 ? { action: 'content.write', by: 'sk:9' } : {}))
    const seqs = async (query: object) =>
      (await log.find(context, { limit: 50, ...query })).entries.map(({ seq }) => seq)
    expect(await seqs({ action: 'content.write' })).toEqual([28, 25, 22, 19, 16, 13, 10, 7, 4, 1])
    expect(await seqs({ by: 'sk:9', limit: 2 })).toEqual([28, 25])
    expect(await seqs({ outcome: 'denied' })).toEqual([])
    expect(await seqs({ from: started, to: Date.now() + 1 })).toHaveLength(30)
    expect(await seqs({ to: started })).toEqual([])
    const page = await log.find(context, { limit: 20 })
    expect(page.next).toBe(11)
    expect(await log.find(context, { limit: 20, before: page.next as number })).toMatchObject({ next: null })
    expect(await seqs({ before: 11 })).toHaveLength(10)
  })

  test.skipIf(skip)(
    'sealing goes on where it was, in blocks, and marks only tenants in which something was decided',
    async () => {
      const context = tenantContext('blocks')
      const { chains } = parts()
      await decide(context, 'eve', 900)
      await decide(context, 'eve', 400)
      const waits = async () =>
        (await chains.unsealedTenants(installationContext(), 50)).some(({ tenant }) => tenant === 'blocks')
      expect(await waits()).toBe(true)
      await chains.seal(context)
      expect(await waits()).toBe(false)
      const blocks = await chains.read(context, 'eve', 0, 10)
      expect(blocks.map(({ body }) => (body.kind === 'sealed' ? body.links.length : 0))).toEqual([500, 150])
      await chains.seal(context)
      expect(await chains.read(context, 'eve', 2, 10)).toEqual([])
      expect(await verify(await exported(context))).toMatchObject({ ok: true, decisions: { checked: 650 } })
    },
  )
})
