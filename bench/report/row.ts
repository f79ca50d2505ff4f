/** One figure beside its baseline, both measured in this run. */
export interface Row {
  readonly figure: string
  readonly cairn: string
  readonly baseline: string
  /** What the baseline is. */
  readonly against: string
  /** Cairn's figure as a multiple of the baseline's, or what stands for it. */
  readonly ratio: string
  readonly budget: string
  /** Null where the design names no budget. */
  readonly met: boolean | null
}

const digits = (value: number): string =>
  value >= 1_000
    ? value.toFixed(0)
    : value >= 100
      ? value.toFixed(0)
      : value >= 10
        ? value.toFixed(1)
        : value.toFixed(2)

export const times = (ratio: number): string => `${digits(ratio)}x`
export const micros = (value: number): string => `${digits(value)} µs`
export const millis = (value: number): string => `${digits(value)} ms`
export const perSecond = (value: number, what: string): string => `${Math.round(value)} ${what}/s`
export const kilobytes = (bytes: number): string => `${(bytes / 1_024).toFixed(2)} KB`
