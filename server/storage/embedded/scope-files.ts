import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { LRUCache } from 'lru-cache'
import { controlScopeName, type Scope } from '../scope.ts'
import { KeyMissingError } from '../sealing/key-missing-error.ts'
import { collectStatements } from './collect-statements.ts'
import type { KeyFile } from './key-file.ts'
import { type Answers, changesData, type Operation, type Reply, type Request } from './requests.ts'
import { openScopeFile, replyError, type ScopeFile } from './scope-file.ts'

/** Idle tenants cost nothing: beyond this many, the file that was longest not used is closed. Opening one takes some 3 ms. */
const filesOpen = 64
const closedPerCollection = 16

export interface ScopeFiles {
  /** Requests of one scope that arrived together. */
  commit(scope: Scope, requests: readonly Request[]): Reply[]
  close(): void
}

/** What a scope that was never written to answers; asking creates neither a file nor a key. */
const answerOfNothing = (operation: Operation): Answers[Operation['kind']] => {
  if (operation.kind === 'head') return 0
  return operation.kind === 'read' || operation.kind === 'find' ? [] : undefined
}

export const createScopeFiles = (
  directory: string,
  keys: KeyFile,
  hooks: { beforeCommit(): void; afterCommit(): void },
): ScopeFiles => {
  let closed = 0
  const dispose = (file: ScopeFile): void => {
    file.close()
    closed += 1
    if (closed % closedPerCollection === 0) collectStatements()
  }
  const open = new LRUCache<Scope, ScopeFile>({ max: filesOpen, dispose })
  const tenants = join(directory, 'tenants')
  mkdirSync(tenants, { recursive: true, mode: 0o700 })
  const pathOf = (scope: Scope) =>
    scope === controlScopeName ? join(directory, 'control.db') : join(tenants, `${scope}.db`)

  const fileOf = (scope: Scope, create: boolean): ScopeFile | undefined => {
    const known = open.get(scope)
    if (known !== undefined) return known
    const path = pathOf(scope)
    const existing = keys.find(scope)
    // Never a fresh key over old data: what it sealed would stand among what nothing opens.
    if (existing === undefined && existsSync(path)) throw new KeyMissingError(scope)
    if (!create && !existsSync(path)) return undefined
    const file = openScopeFile(path, existing ?? keys.mint(scope), scope, hooks)
    open.set(scope, file)
    return file
  }

  const drop = (scope: Scope): void => {
    keys.destroy(scope)
    open.delete(scope)
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${pathOf(scope)}${suffix}`, { force: true })
  }

  const commitGroup = (scope: Scope, requests: readonly Request[]): Reply[] => {
    if (requests.length === 0) return []
    try {
      const writes = requests.some(({ operation }) => changesData(operation))
      const file = fileOf(scope, writes)
      return file === undefined
        ? requests.map(({ number, operation }) => ({ number, answer: answerOfNothing(operation) }))
        : file.commit(requests)
    } catch (error) {
      return requests.map(({ number }) => replyError(number, error))
    }
  }

  const dropScope = (scope: Scope, { number }: Request): Reply => {
    try {
      drop(scope)
      return { number, answer: undefined }
    } catch (error) {
      return replyError(number, error)
    }
  }

  return {
    commit(scope, requests) {
      const at = requests.findIndex(({ operation }) => operation.kind === 'drop')
      const dropping = requests[at]
      if (dropping === undefined) return commitGroup(scope, requests)
      return [
        ...commitGroup(scope, requests.slice(0, at)),
        dropScope(scope, dropping),
        ...this.commit(scope, requests.slice(at + 1)),
      ]
    },
    close: () => open.clear(),
  }
}
