import type { hookOf, isMasked } from './describe-element.ts'
import type { listen } from './listen.ts'
import type { Tell } from './tell.ts'

/**
 * What capture that comes later needs of the capture that was there first. Handed over instead of imported: a module that both import would
 * be a third file to load before the page is idle.
 */
export interface CapturePort {
  readonly tell: Tell
  path(): string
  readonly listen: typeof listen
  readonly hookOf: typeof hookOf
  readonly isMasked: typeof isMasked
}
