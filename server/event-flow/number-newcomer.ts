import type { TenantContext } from '../../contract/context.ts'
import type { Session } from '../../contract/session.ts'
import type { FlowDeps } from './flow-deps.ts'

const isNew = ({ seq, ordinal, decided, gone }: Session): boolean =>
  seq > 0 && ordinal === undefined && Object.keys(decided).length === 0 && gone.length === 0

/**
 * Gives a user their place among the tenant's first before anything is decided for them, and never later: whoever was held out once is not
 * spared afterwards. A crash in between is harmless, since the place stays the user's.
 */
export const createNumberNewcomer =
  ({ streams, newcomers, ambient }: Pick<FlowDeps, 'streams' | 'newcomers' | 'ambient'>) =>
  async (context: TenantContext, user: string): Promise<void> => {
    if (!isNew(await streams.session(context, user))) return
    const ordinal = await newcomers.place(context, user)
    if (ordinal === undefined) return
    const [id, at] = [ambient.id(), ambient.now()]
    await streams.append(context, user, (latest) =>
      isNew(latest) ? [{ id, kind: 'numbered', at, body: { ordinal } }] : [],
    )
  }
