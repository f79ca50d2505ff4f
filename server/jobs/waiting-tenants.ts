import type { TenantContext } from '../../contract/context.ts'
import type { Job } from './runner.ts'

/** Tenants that this process knows to have work. */
export interface WaitingTenants {
  add(context: TenantContext): void
  /** Goes on with each of them. One with more to do, or whose work has failed, waits on. */
  readonly job: Job
}

/** @param work one tenant's bounded portion. @returns whether there is more to do */
export const createWaitingTenants = (
  { name, everyMs }: Pick<Job, 'name' | 'everyMs'>,
  work: (context: TenantContext) => Promise<boolean>,
): WaitingTenants => {
  const waiting = new Map<string, TenantContext>()
  return {
    add: (context) => void waiting.set(context.tenant, context),
    job: {
      name,
      everyMs,
      async run(isOver) {
        // Over those of now: whoever is put back is looked at with the next look, not again in this one.
        for (const [tenant, context] of [...waiting]) {
          if (isOver()) return
          waiting.delete(tenant)
          let more = true
          try {
            more = await work(context)
          } finally {
            if (more) waiting.set(tenant, context)
          }
        }
      },
    },
  }
}
