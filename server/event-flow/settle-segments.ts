import type { TenantContext } from '../../contract/context.ts'
import type { FlowDeps } from './flow-deps.ts'

/** The lists of who is in which segment follow the streams. One that lags is repaired the next time the user's segments are found anew. */
export const createSettleSegments =
  ({ streams, segments, telemetry }: Pick<FlowDeps, 'streams' | 'segments' | 'telemetry'>) =>
  (context: TenantContext, user: string): void =>
    void segments
      .settle(context, user, () => streams.session(context, user))
      .catch((cause: unknown) => telemetry.log.error({ err: cause }, 'the list of a segment lags'))
