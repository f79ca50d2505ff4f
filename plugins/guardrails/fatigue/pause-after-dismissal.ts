import type { Session } from '../../../contract/plugin.ts'
import type { Options } from './options.ts'

const dayMs = 86_400_000

/**
 * When the pause after the user's last dismissal ends: `pauseSeconds * growth^(n - 1)` for n dismissals within `rememberedDays`, at most
 * `longestSeconds`. Nothing is stored for it: `session.shown` holds when each content was dismissed.
 * @returns epoch ms; 0 where nothing was dismissed lately
 */
export const pauseEndsAt = (shown: Session['shown'], now: number, options: Options['afterDismissal']): number => {
  const { pauseSeconds, growth, rememberedDays, longestSeconds } = options
  if (pauseSeconds === 0) return 0
  let [count, lastAt] = [0, 0]
  for (const key in shown) {
    const at = shown[key]?.dismissedAt
    if (at === undefined || at <= now - rememberedDays * dayMs) continue
    count += 1
    // A page whose clock is ahead does not make the pause longer than it is.
    lastAt = Math.max(lastAt, Math.min(at, now))
  }
  return count === 0 ? 0 : lastAt + Math.min(pauseSeconds * growth ** (count - 1), longestSeconds) * 1_000
}
