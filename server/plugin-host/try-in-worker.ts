import type { TenantContext } from '../../contract/context.ts'
import type { Deadlines } from './deadlines.ts'
import type { PluginHandle } from './handle.ts'
import { createIsolation } from './isolation.ts'
import { readPluginFile } from './load-plugin.ts'
import { createWorkerHandle } from './worker-handle.ts'

/** Generous: what is looked at is whether it answers alike, on whatever machine its author has. */
const deadlines: Deadlines = { recommendMs: 5_000, checkMs: 5_000, prepareMs: 30_000, learnMs: 30_000, turnMs: 5_000 }
/** As the server's setting has it. */
const memoryMb = 128
const ignore = () => undefined
const silent = { log: { debug: ignore, info: ignore, warn: ignore, error: ignore }, count: ignore, observe: ignore }
/** Nobody's: a check has no tenant. */
const context = { workspace: 'check', tenant: 'check' } as unknown as TenantContext

export interface Tried {
  readonly handle: PluginHandle
  readonly context: TenantContext
  close(): Promise<void>
}

/** Loads a plugin in a thread of its own, as the server loads a third party's, for a check. @throws {AppError} PLUGIN_NOT_LOADABLE */
export const tryInWorker = async (place: string): Promise<Tried> => {
  const isolation = createIsolation({ memoryMb }, silent, () => performance.now())
  try {
    const { code, origin } = await readPluginFile(place)
    const handle = await createWorkerHandle(code, origin, isolation, deadlines)
    return {
      handle,
      context,
      async close() {
        await Promise.all([handle.close(), isolation.close()])
      },
    }
  } catch (cause) {
    await isolation.close()
    throw cause
  }
}
