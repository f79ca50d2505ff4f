/** Why storage cannot start. Each code stands in the error catalogue, where its message and mend are. */
export type StorageErrorCode =
  | 'DATA_DIRECTORY_UNREADABLE'
  | 'DATA_DIRECTORY_IN_USE'
  | 'MONGODB_UNREACHABLE'
  | 'MASTER_KEY_WRONG'

/** An expected failure at the start; `facts` are for the operator's one line and may name a path, never a secret. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  readonly code: StorageErrorCode
  readonly facts: Readonly<Record<string, string>>
  constructor(code: StorageErrorCode, facts: Readonly<Record<string, string>>, cause?: unknown) {
    super(`${code} ${JSON.stringify(facts)}`, cause === undefined ? undefined : { cause })
    this.code = code
    this.facts = facts
  }
}
