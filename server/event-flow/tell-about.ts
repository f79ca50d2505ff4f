import type { AboutMe } from '../../contract/guidance.ts'
import type { MessageOf } from '../../contract/messages.ts'
import type { Speaker } from '../../contract/speaker.ts'
import { tellEntry, tellKnown } from '../sessions/tell-known.ts'
import type { FlowDeps } from './flow-deps.ts'

const entriesPerPage = 100

/**
 * What a user may ask about themselves. Only of who they are proven to be: a visitor by the token of this browser, a user by a signed one. Whoever
 * only claims an id is told nothing, since anybody can.
 */
export const createTellAbout =
  ({ streams, ambient }: Pick<FlowDeps, 'streams' | 'ambient'>) =>
  async (
    { context, user }: Speaker,
    { id, wants, after }: Pick<MessageOf<'about-me'>, 'id' | 'wants' | 'after'>,
  ): Promise<AboutMe> => {
    const answer = { kind: 'about-me', for: id, wants } as const
    const { principal } = context
    const isProven = principal.kind === 'visitor' || (principal.kind === 'user' && principal.verified)
    if (!isProven) return { ...answer, refused: 'unverified' }
    if (wants === 'known') return { ...answer, known: tellKnown(await streams.session(context, user), ambient.now()) }
    if (wants === 'erase') return answer
    const entries = await streams.entries(context, user, { after: after ?? 0, limit: entriesPerPage })
    return {
      ...answer,
      entries: entries.map(tellEntry),
      next: entries.length < entriesPerPage ? null : (entries.at(-1)?.seq ?? null),
    }
  }
