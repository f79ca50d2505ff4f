import type { TenantContext } from '../../contract/context.ts'
import type { Traits } from '../../contract/names.ts'
import type { Session } from '../../contract/session.ts'
import type { FlowDeps } from './flow-deps.ts'

const isKnown = ({ account }: Session, id: string, traits: Traits): boolean =>
  account?.id !== id ||
  !account.verified ||
  Object.entries(traits).every(
    ([name, value]) =>
      Object.hasOwn(account.traits.verified, name) &&
      JSON.stringify(account.traits.verified[name]) === JSON.stringify(value),
  )

/**
 * Brings what the team's back end has written of an account into the sessions of those who are proven to be in it, before the next thing is
 * decided for them. An account that only the page claims is never looked up: what is known of it is not the claimant's.
 */
export const createKnowAccount =
  ({ streams, accountTraits, worlds, ambient }: Pick<FlowDeps, 'streams' | 'accountTraits' | 'worlds' | 'ambient'>) =>
  async (context: TenantContext, user: string): Promise<void> => {
    const { account } = await streams.session(context, user)
    if (account?.verified !== true) return
    const traits = await accountTraits(context, account.id)
    if (traits === undefined) return
    const [{ catalogue }, id, at] = [await worlds.now(context), ambient.uuid(), ambient.now()]
    const message = { id, at, kind: 'group', account: account.id, traits } as const
    await streams.append(context, user, (latest) =>
      isKnown(latest, account.id, traits)
        ? []
        : [{ id, kind: 'message', at, body: { message, at, catalogue: catalogue.version, source: 'server' } }],
    )
  }
