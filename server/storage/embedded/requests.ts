import type { CollectionShape, Document, Sort } from '../collection-shape.ts'
import type { Faults } from '../faults.ts'
import type { NewEntryText } from '../new-entries.ts'
import type { Scope } from '../scope.ts'
import type { EntryText } from '../sealing/sealed-entry.ts'
import type { SplitRecord } from '../sealing/sealed-record.ts'
import type { AppendResult } from '../store.ts'

/** What the main thread asks of the storage thread. Bodies cross as JSON text: cheap to clone, and sealed over there. */
export type Operation =
  | {
      readonly kind: 'append'
      readonly stream: string
      readonly expectedHead: number
      readonly entries: readonly NewEntryText[]
    }
  | { readonly kind: 'read'; readonly stream: string; readonly after: number; readonly limit: number }
  | { readonly kind: 'head'; readonly stream: string }
  | { readonly kind: 'erase'; readonly stream: string }
  | { readonly kind: 'put'; readonly collection: CollectionShape; readonly record: SplitRecord }
  | { readonly kind: 'insert'; readonly collection: CollectionShape; readonly record: SplitRecord }
  | { readonly kind: 'insert-all'; readonly collection: CollectionShape; readonly records: readonly SplitRecord[] }
  | { readonly kind: 'get'; readonly collection: CollectionShape; readonly id: string }
  | {
      readonly kind: 'find'
      readonly collection: CollectionShape
      readonly filter: Document
      readonly sort: Sort
      readonly limit: number
    }
  | { readonly kind: 'delete'; readonly collection: CollectionShape; readonly id: string }
  | { readonly kind: 'drop' }
  | { readonly kind: 'check' }

export interface Answers {
  append: AppendResult
  read: EntryText[]
  head: number
  erase: undefined
  put: undefined
  insert: boolean
  'insert-all': undefined
  get: Document | undefined
  find: Document[]
  delete: undefined
  drop: undefined
  check: undefined
}

export type OperationOf<K extends Operation['kind']> = Extract<Operation, { kind: K }>

/** `number` pairs an answer with its request. */
export interface Request {
  readonly number: number
  readonly scope: Scope
  readonly operation: Operation
}

export type Reply =
  | { readonly number: number; readonly answer: unknown }
  | { readonly number: number; readonly error: { readonly name: string; readonly message: string } }

/** First word of the storage thread, after its locks, files and keys are proven. */
export type Opening =
  | { readonly opened: true }
  | {
      readonly opened: false
      readonly code: 'DATA_DIRECTORY_UNREADABLE' | 'DATA_DIRECTORY_IN_USE' | 'MASTER_KEY_WRONG'
      readonly facts: Readonly<Record<string, string>>
    }

export interface WorkerData {
  readonly directory: string
  readonly master: Uint8Array
  readonly faults: Faults
}

export const changesData = (operation: Operation): boolean =>
  operation.kind === 'append' ||
  operation.kind === 'put' ||
  operation.kind === 'insert' ||
  operation.kind === 'insert-all' ||
  operation.kind === 'delete' ||
  operation.kind === 'erase'
