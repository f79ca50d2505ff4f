/** One invocation: what stood on the line, and a way to the server. */
export interface Command {
  readonly words: readonly string[]
  readonly origins: readonly string[]
  /** The tenant asked for, by the team's own id. */
  readonly tenant: string | undefined
  readonly options: {
    readonly user?: string | undefined
    readonly from?: string | undefined
    readonly to?: string | undefined
    readonly deep?: boolean | undefined
    readonly with?: string | undefined
    readonly last?: string | undefined
    readonly why?: string | undefined
    readonly until?: string | undefined
    /** Of "audit": the workspace's own log. */
    readonly workspace?: boolean | undefined
    readonly decisions?: boolean | undefined
    readonly head?: string | undefined
    readonly json?: boolean | undefined
    /** Of "plugin check": JSON, as given. */
    readonly options?: string | undefined
    /** Path of a file of recorded decisions. */
    readonly sessions?: string | undefined
  }
  lines(path: string): AsyncIterable<string>
  call<T>(method: string, path: string, body?: unknown): Promise<T>
}

/** What the line says makes no sense; its message is for the terminal. */
export class Misuse extends Error {}

export const required = (word: string | undefined, what: string): string => {
  if (word === undefined) throw new Misuse(`${what} is missing.`)
  return word
}

export const print = (value: unknown): void =>
  console.log(typeof value === 'string' ? value : JSON.stringify(value, null, 2))

/** Of the tenant asked for, or the one of a team without customer accounts. */
export const tenantPath = (tenant: string | undefined): string =>
  `/v1/tenants/${encodeURIComponent(tenant ?? 'default')}`
