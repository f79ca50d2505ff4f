import type { Scope } from '../scope.ts'
import { openText, type SealingKeys, sealText } from './sealer.ts'

/** An entry whose body is JSON text already (or still). */
export interface EntryText {
  readonly seq: number
  readonly id: string
  readonly kind: string
  /** Epoch ms. */
  readonly at: number
  readonly body: string
}

/** Binds the header too: an entry that was moved, renumbered or redated does not open. */
const placeOf = (scope: Scope, stream: string, entry: Omit<EntryText, 'body'>) =>
  JSON.stringify([scope, 'entry body', stream, entry.seq, entry.id, entry.kind, entry.at])

export const sealEntryBody = (keys: SealingKeys, scope: Scope, stream: string, entry: EntryText): Uint8Array =>
  sealText(keys, placeOf(scope, stream, entry), entry.body)

/** @throws {SealBrokenError} */
export const openEntryBody = (
  keys: SealingKeys,
  scope: Scope,
  stream: string,
  header: Omit<EntryText, 'body'>,
  sealed: Uint8Array,
): string => openText(keys, placeOf(scope, stream, header), sealed)
