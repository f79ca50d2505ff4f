import type { Scope } from '../scope.ts'

/** Data stands without its key: destroyed on purpose (drop it again to finish), or the store of keys was not restored with it. */
export class KeyMissingError extends Error {
  override readonly name = 'KeyMissingError'
  constructor(scope: Scope) {
    super(`the data of ${scope} stands without its key; drop it, or restore the keys`)
  }
}
