import { canonicalJson } from '../../contract/canonical-json.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { NewSessionEntry } from '../ingest/user-streams.ts'
import { assess } from '../sessions/assess.ts'
import type { FlowDeps } from './flow-deps.ts'

const isEqual = (a: object, b: object): boolean => canonicalJson(a) === canonicalJson(b)

/**
 * Finds a user's maturity, segments and intent under the rules in force, and enters them into the stream where they have become others:
 * the decision that follows, and its replay, read them from the session.
 * @returns when time alone may change them and some content waits for it; epoch ms
 */
export const createAssessUser =
  (
    { streams, worlds, ambient, telemetry }: Pick<FlowDeps, 'streams' | 'worlds' | 'ambient' | 'telemetry'>,
    /** The segments that the user is in have become others. */
    settleSegments: (context: TenantContext, user: string) => void,
  ) =>
  async (context: TenantContext, user: string): Promise<number | null> => {
    const { settings, catalogue, rules } = await worlds.now(context)
    const now = ambient.now()
    let changesAt: number | null = null
    let isElsewhere = false
    const { entries } = await streams.append(context, user, (session): readonly NewSessionEntry[] => {
      if (session.seq === 0) return []
      const found = assess(session, now, rules)
      changesAt = found.changesAt
      if (session.assessed !== undefined && isEqual(session.assessed, found.assessment)) return []
      isElsewhere = !isEqual(session.assessed?.segments ?? {}, found.assessment.segments)
      const body = { assessment: found.assessment, settings: settings.id, catalogue: catalogue.version }
      return [{ id: ambient.id(), kind: 'assessed', at: now, body }]
    })
    if (entries.length > 0) telemetry.count('cairn_assessments_total', {})
    if (entries.length > 0 && isElsewhere) settleSegments(context, user)
    return catalogue.assessmentRead ? changesAt : null
  }
