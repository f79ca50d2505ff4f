import { LRUCache } from 'lru-cache'
import type { AccountCaps } from '../../contract/account-caps.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { Decision } from '../../contract/decision.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import type { Reservation, Session } from '../../contract/session.ts'
import type { AccountOffer } from '../delivery/fold-account.ts'
import type { FlowDeps, World } from './flow-deps.ts'

/** Painted offers that this process has told to their accounts; telling one again is harmless. */
const toldKept = 20_000

/** The account that is proven: a claimed one reads nothing and takes nothing, or a page could use up another company's showings. */
const provenAccount = ({ account }: Session): string | undefined =>
  account?.verified === true ? account.id : undefined

/**
 * What a decision newly reserves with its user's account. Nothing for what stands already, which was reserved when it came, and for a
 * ghost, which is shown to nobody: the fold says the same.
 */
export const accountOffer = (session: Session, { id, input, result }: Decision): AccountOffer | undefined => {
  const { choice, heldOut } = result
  if (choice === null || heldOut || input.ask !== undefined || provenAccount(session) === undefined) return undefined
  const standing = session.active[input.slot]
  if (standing !== undefined && standing.version === choice.version && !standing.ghost) return undefined
  const reserve = choice.reserve.filter(({ scope }) => scope === 'account')
  return reserve.length === 0 ? undefined : { decision: id, reserve }
}

/** Painted offers of the session that count with an account, each with when it was made. */
const paintedOffers = ({ caps }: Session) => {
  const offers = new Map<string, { account: string; offeredAt: number; reserve: Reservation[] }>()
  for (const { account, painted, decision, at, key, limit, windowMs } of caps) {
    if (account === undefined || !painted) continue
    const offer = offers.get(decision) ?? { account, offeredAt: at, reserve: [] }
    offer.reserve.push({ key, limit, windowMs })
    offers.set(decision, offer)
  }
  return offers
}

/** The account's part of attention: read before a decision, reserved before the user's own entries, told what was painted. */
export const createSpareAccount = ({
  accounts,
  plugins,
  streams,
  telemetry,
}: Pick<FlowDeps, 'accounts' | 'plugins' | 'streams' | 'telemetry'>) => {
  const readers = new Set(
    plugins
      .list()
      .filter(({ reads }) => reads?.includes('account-caps'))
      .map(({ name }) => name),
  )
  const told = new LRUCache<string, true>({ max: toldKept })

  /** What was reserved for decisions that came to nothing. A crash before this is harmless: it expires unpainted. */
  const giveBack = async (context: TenantContext, session: Session, decisions: readonly string[]): Promise<void> => {
    const account = provenAccount(session)
    if (account === undefined || decisions.length === 0) return
    await accounts
      .release(context, account, decisions)
      .catch((cause: unknown) => telemetry.log.error({ err: cause }, 'an account waits for an offer to expire'))
  }

  return {
    /** Undefined where it does not matter: nobody reads it, or the user is not proven to be in an account. */
    caps(context: TenantContext, session: Session, { settings }: World): Promise<AccountCaps> | undefined {
      const account = provenAccount(session)
      return account === undefined || !settings.value.guardrails.some(({ plugin }) => readers.has(plugin))
        ? undefined
        : accounts.caps(context, account)
    },

    /** @returns whether the decisions may stand: false when others have taken the room that they were made in */
    async reserve(context: TenantContext, session: Session, decisions: readonly Decision[]): Promise<boolean> {
      const account = provenAccount(session)
      const offers = decisions.flatMap((decision) => accountOffer(session, decision) ?? [])
      return account === undefined || offers.length === 0 || (await accounts.reserve(context, account, offers))
    },

    giveBack,

    /** What the widget could not paint is free for colleagues at once. */
    heed(context: TenantContext, user: string, entries: readonly SessionEntry[]): void {
      const abstained = entries.flatMap((entry) =>
        entry.kind === 'message' && entry.body.message.kind === 'abstained' ? [entry.body.message.decision] : [],
      )
      if (abstained.length === 0) return
      streams
        .session(context, user)
        .then((session) => giveBack(context, session, abstained))
        .catch((cause: unknown) => telemetry.log.error({ err: cause }, 'an account waits for an offer to expire'))
    },

    /** The user's stream says what was painted; the account learns it from there, also after a crash in between. */
    async tell(context: TenantContext, session: Session): Promise<void> {
      for (const [decision, { account, offeredAt, reserve }] of paintedOffers(session)) {
        const key = `${context.tenant}/${decision}`
        if (told.has(key)) continue
        try {
          await accounts.painted(context, account, { decision, offeredAt, reserve })
          told.set(key, true)
        } catch (cause) {
          telemetry.log.error({ err: cause }, 'an account has not learnt what was painted')
        }
      }
    },
  }
}
