const mostPerCall = 1_000

const bounded =
  (what: string) =>
  (wanted: number | undefined): number => {
    const limit = wanted ?? mostPerCall
    if (!Number.isSafeInteger(limit) || limit < 1) throw new RangeError(`${what} takes a limit of 1 to ${mostPerCall}`)
    return Math.min(limit, mostPerCall)
  }

/** Entries per read, records per find. @throws {RangeError} */
export const readLimit = bounded('read')
export const findLimit = bounded('find')

/** @throws {RangeError} */
export const assertBatch = (records: readonly unknown[]): void => {
  if (records.length > mostPerCall) throw new RangeError(`at most ${mostPerCall} records in one go`)
}
