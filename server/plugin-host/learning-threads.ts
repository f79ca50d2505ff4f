import type { PluginHandle, PluginHost } from './handle.ts'

/** A thread that has had nothing to learn for so long is given back. */
const restMs = 20_000

export interface LearningThreads {
  readonly learn: PluginHost['learn']
  /** Another stands in its place: the next lesson is the new one's. */
  renew(plugin: string): Promise<void>
  close(): Promise<void>
}

/**
 * Where plugins learn, Cairn's own and others alike: each in a second thread beside the one that it answers in, started when there is
 * something to learn. So learning keeps no decision waiting, and one that loops or wants too much memory costs that thread alone.
 * @param start the plugin of this name, loaded anew into a thread of its own
 */
export const createLearningThreads = (start: (plugin: string) => Promise<PluginHandle>): LearningThreads => {
  const running = new Map<string, { readonly handle: Promise<PluginHandle>; timer: NodeJS.Timeout | undefined }>()

  const end = async (plugin: string): Promise<void> => {
    const known = running.get(plugin)
    running.delete(plugin)
    clearTimeout(known?.timer)
    await (await known?.handle.catch(() => undefined))?.close()
  }

  return {
    async learn(plugin, lesson) {
      const known = running.get(plugin) ?? { handle: start(plugin), timer: undefined }
      running.set(plugin, known)
      clearTimeout(known.timer)
      try {
        return await (await known.handle).learn(lesson)
      } catch (cause) {
        // A plugin that was saved anew, or a thread that could not be started: the next lesson begins with a new one.
        await end(plugin)
        throw cause
      } finally {
        clearTimeout(known.timer)
        known.timer = setTimeout(() => void end(plugin), restMs)
        known.timer.unref()
      }
    },
    renew: end,
    close: async () => void (await Promise.all([...running.keys()].map(end))),
  }
}
