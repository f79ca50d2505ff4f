import type { Inspector } from './inspector.ts'

/** One side of a comparison. */
export interface BenchServer {
  readonly port: number
  readonly inspector: Inspector
  end(): Promise<void>
}
