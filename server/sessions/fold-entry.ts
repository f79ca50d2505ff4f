import type { CompiledCatalogue } from '../../contract/compiled-catalogue.ts'
import type { IdentifiedBody, SessionEntry } from '../../contract/entries.ts'
import { AppError } from '../../contract/errors.ts'
import type { Session } from '../../contract/session.ts'
import { foldDecided } from './fold-decided.ts'
import { foldDoings } from './fold-doings.ts'
import { foldFeatures } from './fold-features.ts'
import { foldMessage } from './fold-message.ts'
import { giveBack } from './give-back.ts'
import { guidanceChanged } from './guidance-changed.ts'
import { heedGuidance } from './heed-guidance.ts'
import { joinAccount } from './join-account.ts'
import { mergeTraits } from './merge-traits.ts'
import { mergeVisit } from './merge-visit.ts'
import { closeTrial, startTrial } from './trials.ts'

/** The catalogue that an entry names; undefined where retention has removed it, and then no step completes by it. */
export type CatalogueOf = (version: string) => CompiledCatalogue | undefined

const foldIdentified = (session: Session, identified: IdentifiedBody): Session => {
  const { kind, verified, locale, timeZone, device, account } = identified
  const known: Session = {
    ...session,
    kind,
    verified,
    locale: locale ?? session.locale,
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(device === undefined ? {} : { device }),
    traits: mergeTraits(session.traits, verified ? 'verified' : 'claimed', identified.traits),
  }
  return account === null ? known : joinAccount(known, account, verified, undefined)
}

const apply = (session: Session, entry: SessionEntry, catalogue: CompiledCatalogue | undefined): Session => {
  switch (entry.kind) {
    case 'message':
      return foldDoings(
        session,
        foldFeatures(
          session,
          heedGuidance(session, foldMessage(session, entry.body, entry.at, catalogue), entry.body),
          entry.body,
        ),
        { seq: entry.seq, at: entry.body.at, message: entry.body.message },
        catalogue,
      )
    case 'identified':
      return foldIdentified(session, entry.body)
    case 'linked':
      return mergeVisit(session, entry.body)
    case 'decided':
      return startTrial(foldDecided(session, entry.body, entry.at), entry.body, entry.at)
    case 'released': {
      const { decision, reason } = entry.body
      return giveBack(session, decision, reason === 'unpainted' ? 'unpainted' : 'abstained', entry.at)
    }
    case 'attributed':
      return closeTrial(session, entry.body.decision, entry.body.weight, entry.at)
    case 'leased':
      return { ...session, lease: { tab: entry.body.tab, until: entry.body.until } }
    case 'numbered':
      // The first place that was given is the one that counts.
      return { ...session, ordinal: session.ordinal ?? entry.body.ordinal }
    case 'assessed':
      return { ...session, assessed: entry.body.assessment }
    case 'brought':
    case 'due':
      return session
    default:
      return entry satisfies never
  }
}

/**
 * session + entry -> session: stage 5. Folding an entry again changes nothing.
 * @throws {AppError} STREAM_GAP when an entry before this one is missing: a stream has no gaps, so the reader lost one
 */
export const foldEntry = (session: Session, entry: SessionEntry, catalogueOf: CatalogueOf): Session => {
  if (entry.seq <= session.seq) return session
  if (entry.seq !== session.seq + 1) throw new AppError('STREAM_GAP', { expected: session.seq + 1, found: entry.seq })
  // A stream starts with its first entry, whenever the empty session was made: else a refold would start later.
  const before = session.seq === 0 ? { ...session, startedAt: entry.at, lastAt: entry.at } : session
  const catalogue = entry.kind === 'message' ? catalogueOf(entry.body.catalogue) : undefined
  const after = apply(before, entry, catalogue)
  const rev = session.rev + (guidanceChanged(before, after, entry.at, catalogue) ? 1 : 0)
  return { ...after, seq: entry.seq, rev }
}
