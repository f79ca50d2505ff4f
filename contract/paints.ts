import { type ContentKind, slotOf } from './content.ts'

/** What a widget paints that does not say: those from before it was asked. */
export const paintedUnasked: readonly ContentKind[] = ['checklist', 'tip']

const kinds = Object.keys(slotOf) as readonly ContentKind[]

/** The kinds that a handshake tells, in a fixed order; ones that this server does not know, from a newer widget, are left out. */
export const paintable = (told: readonly string[] | undefined): readonly ContentKind[] =>
  told === undefined ? paintedUnasked : kinds.filter((kind) => told.includes(kind))
