import type { Collection, CollectionFilter } from '../../contract/collection.ts'

/**
 * The store port. Two forms stand behind it, embedded and MongoDB, held to one conformance suite; nobody outside `storage/` knows a
 * database driver. Correctness rests on `append` alone: an insert under unique (stream, seq) and unique (stream, entry id).
 */

/** One fact of a stream as it is written. `body` is sealed at rest; everything else stands plain. */
export interface NewEntry {
  /** Unique within the stream: appending it a second time is reported as a duplicate. */
  readonly id: string
  readonly kind: string
  /** Server time of the append, epoch ms. */
  readonly at: number
  readonly body: unknown
}

export interface Entry extends NewEntry {
  /** 1 for a stream's first entry; without gaps. */
  readonly seq: number
}

export type AppendResult =
  | { readonly outcome: 'appended'; readonly head: number }
  /** Somebody else appended first. Reread, fold, decide again; a prefix of the batch may stand when several entries were given. */
  | { readonly outcome: 'conflict'; readonly head: number }
  /** Nothing (more) was appended: these ids stand in the stream already. */
  | { readonly outcome: 'duplicate'; readonly ids: readonly string[]; readonly head: number }

export interface FindOptions<P extends string> {
  /** Applied in order; ties are broken by id, so that a page boundary is stable. */
  readonly sort?: readonly (readonly [P | 'id', 1 | -1])[]
  /** At most 1,000 (the default). */
  readonly limit?: number
}

export interface Store<Context> {
  append(context: Context, stream: string, expectedHead: number, entries: readonly NewEntry[]): Promise<AppendResult>
  /** Entries after `after`, in order, at most `limit` (default 1,000). */
  read(context: Context, stream: string, options?: { after?: number; limit?: number }): Promise<Entry[]>
  /** The last seq of a stream; 0 when it does not exist. */
  head(context: Context, stream: string): Promise<number>
  /** Removes a stream's entries for good. Erasure only: nothing else ever removes an entry. */
  eraseStream(context: Context, stream: string): Promise<void>

  /** Writes a whole record, replacing the one with its id. Durable when it resolves. */
  put<R extends { id: string }, P extends keyof R & string, B extends keyof R & string>(
    context: Context,
    collection: Collection<R, P, B>,
    record: R,
  ): Promise<void>
  /** Writes a record unless its id is taken. @returns whether it was written. */
  insert<R extends { id: string }, P extends keyof R & string, B extends keyof R & string>(
    context: Context,
    collection: Collection<R, P, B>,
    record: R,
  ): Promise<boolean>
  /** Writes those of the records whose ids are free, in one go; the others stay as they are. At most 1,000. */
  insertAll<R extends { id: string }, P extends keyof R & string, B extends keyof R & string>(
    context: Context,
    collection: Collection<R, P, B>,
    records: readonly R[],
  ): Promise<void>
  get<R extends { id: string }, P extends keyof R & string, B extends keyof R & string>(
    context: Context,
    collection: Collection<R, P, B>,
    id: string,
  ): Promise<R | undefined>
  find<R extends { id: string }, P extends keyof R & string, B extends keyof R & string>(
    context: Context,
    collection: Collection<R, P, B>,
    filter: CollectionFilter<R, NoInfer<P>, NoInfer<B>>,
    options?: FindOptions<NoInfer<P>>,
  ): Promise<R[]>
  delete<R extends { id: string }, P extends keyof R & string, B extends keyof R & string>(
    context: Context,
    collection: Collection<R, P, B>,
    id: string,
  ): Promise<void>
  /** Drops everything inside the context's walls, its data key first. */
  drop(context: Context): Promise<void>
}
