import { expect, test } from 'vitest'
import type { AuditNote } from '../../contract/audit.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import type { AuditLog } from './audit-log.ts'
import { createNoteActions } from './note-actions.ts'

const entry = (id: string, kind = 'action-ran'): SessionEntry =>
  ({
    id,
    seq: 1,
    at: 5,
    kind: 'message',
    body: { message: { id, at: 5, kind, decision: 'd1', action: 'invite', key: `key-${id}`, result: 'ok' }, at: 5 },
  }) as unknown as SessionEntry
const written: AuditNote[] = []
const note = createNoteActions({
  append: async (_context, one) => {
    written.push(one)
    return {} as Awaited<ReturnType<AuditLog['append']>>
  },
  find: async () => ({ entries: written, next: null }) as unknown as Awaited<ReturnType<AuditLog['find']>>,
})
const context = { requestId: 'r1' } as TenantContext

test('each run is written down, and what is caught up on only where it does not stand yet', async () => {
  await note(context, [entry('e1'), entry('e2', 'track')], false)
  expect(written.map(({ what }) => what)).toEqual([
    { entry: 'e1', action: 'invite', decision: 'd1', key: 'key-e1', result: 'ok' },
  ])
  await note(context, [entry('e1'), entry('e3')], true)
  expect(written.map(({ what }) => what.entry)).toEqual(['e1', 'e3'])
})
