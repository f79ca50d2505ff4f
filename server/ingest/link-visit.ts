import type { TenantContext } from '../../contract/context.ts'
import { limits } from '../../contract/limits.ts'
import type { NewSessionEntry, UserStreams } from './user-streams.ts'

/** Messages whose ack may still be under way: no sender has more than one envelope in the air. */
const lastMessages = 2 * limits.messagesPerEnvelope

/**
 * Brings a visit along when its visitor signs in with a signed token: one `linked` entry on the user's stream carries progress, dismissals
 * and caps; then the visitor's own events are erased. A crash in between repeats it: the entry's id makes the second time harmless.
 *
 * A page whose ack was lost in the change sends the visit's last messages again, as the user now. Their ids are taken along, so that this
 * too is a duplicate.
 */
export const linkVisit = async (
  streams: UserStreams,
  user: { readonly context: TenantContext; readonly id: string },
  visit: { readonly context: TenantContext; readonly visitor: string },
  now: () => number,
): Promise<void> => {
  if ((await streams.session(visit.context, visit.visitor)).seq === 0) return
  await streams.erase(visit.context, visit.visitor, async (session) => {
    const {
      seq,
      progress,
      shown,
      caps,
      events,
      consent,
      features,
      corrections,
      tours,
      surveys,
      preferences,
      trials,
      voice,
    } = session
    const isOneModel = user.context.tenant === visit.context.tenant
    const entries = await streams.entries(visit.context, visit.visitor, {
      after: Math.max(0, seq - lastMessages),
      limit: lastMessages,
    })
    const last = entries.at(-1)
    if (last === undefined) return
    const at = now()
    const linked: NewSessionEntry = {
      id: `linked-${last.id}`,
      kind: 'linked',
      at,
      body: {
        visitor: visit.visitor,
        progress,
        shown,
        caps,
        events,
        consent,
        features,
        ...(corrections === undefined ? {} : { corrections }),
        ...(tours === undefined ? {} : { tours }),
        ...(isOneModel ? { trials, voice } : {}),
        ...(surveys === undefined ? {} : { surveys }),
        ...(preferences === undefined ? {} : { preferences }),
      },
    }
    const brought = entries
      .filter(({ kind }) => kind === 'message')
      .map(({ id }): NewSessionEntry => ({ id, kind: 'brought', at, body: { visitor: visit.visitor } }))
    await streams.append(user.context, user.id, () => [linked, ...brought])
  })
}
