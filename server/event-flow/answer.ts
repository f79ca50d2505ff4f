import type { TenantContext } from '../../contract/context.ts'
import type { Answers } from '../../contract/guidance.ts'
import { limits } from '../../contract/limits.ts'
import type { MessageOf } from '../../contract/messages.ts'
import { buildAnswers } from '../delivery/build-answers.ts'
import type { createChoose } from './choose.ts'
import type { FlowDeps } from './flow-deps.ts'
import { decidedEntry } from './flow-entries.ts'

export type Question = Pick<MessageOf<'ask'>, 'id' | 'k'> & { readonly query?: string | undefined }

/**
 * Stages 6 to 12 for a question: decided, recorded, and answered from the record. Nothing is reserved and nothing goes on standing, so it
 * needs not win a race; only for a stream that was erased meanwhile nothing is recorded, and the answer still given to who asked.
 */
export const createAnswer = (
  { streams, worlds, ambient, telemetry }: FlowDeps,
  {
    chooseList,
    note,
  }: Pick<ReturnType<typeof createChoose>, 'chooseList'> & { readonly note: FlowDeps['index']['note'] },
) => {
  return async (context: TenantContext, user: string, { id, query, k }: Question): Promise<Answers> => {
    const startedAt = ambient.monotonicMs()
    const world = await worlds.now(context)
    const session = await streams.session(context, user)
    const now = ambient.now()
    const decision = await chooseList(context, session, world, id, now, {
      query: query ?? null,
      k,
      spare: limits.spareAnswers,
    })
    const { entries } = await streams.append(context, user, (latest) =>
      latest.seq >= session.seq ? [decidedEntry(decision, ambient.id(), now, ambient.id())] : [],
    )
    await note(context, user, entries)
    telemetry.count('cairn_decisions_total', { slot: decision.input.slot, outcome: 'recorded' })
    telemetry.observe('cairn_decision_seconds', (ambient.monotonicMs() - startedAt) / 1_000)
    return buildAnswers(id, decision, { catalogue: world.catalogue, locale: world.settings.value.locale })
  }
}
