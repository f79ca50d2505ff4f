import type { FactsFetch, FactsRequest, FactsResponse } from '../../contract/plugin.ts'
import type { FetchAnswer } from './worker-messages.ts'

type Said = Readonly<Record<string, unknown>>

interface Open {
  readonly fetch: FactsFetch
  readonly resolve: (facts: unknown) => void
  readonly reject: (error: Error) => void
}

/** What one thread's plugin is finding out: its requests are made here, where they can be held to what it declares. */
export interface RemoteFacts {
  open(fetch: FactsFetch): { readonly number: number; readonly found: Promise<unknown> }
  /** @returns false for what belongs to nothing that is open */
  hear(statement: Said): boolean
  giveUp(): void
}

const textsOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries((value ?? {}) as Said).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )

/** A request as the plugin's thread gives it, read as what it may be. */
const requestOf = (init: unknown): FactsRequest => {
  const { method, headers, body } = (init ?? {}) as Said
  return {
    method: method === 'POST' ? 'POST' : 'GET',
    headers: textsOf(headers),
    ...(typeof body === 'string' ? { body } : {}),
  }
}

export const createRemoteFacts = (tell: (answer: FetchAnswer) => void): RemoteFacts => {
  const open = new Map<number, Open>()
  let last = 0

  const answer = async (asked: Open, { number, request, url, init }: Said): Promise<void> => {
    let response: FactsResponse | { problem: string }
    try {
      response = await asked.fetch(String(url), requestOf(init))
    } catch (error) {
      response = { problem: (error as Error).message }
    }
    tell({ kind: 'fetched', number: number as number, request: request as number, response })
  }

  return {
    open(fetch) {
      last += 1
      const number = last
      const found = new Promise<unknown>((resolve, reject) => open.set(number, { fetch, resolve, reject }))
      // Whoever asked may have gone by then.
      found.catch(() => undefined)
      return { number, found }
    },
    hear(statement) {
      const asked = open.get(statement.number as number)
      if (asked === undefined) return false
      if (statement.kind === 'fetch') void answer(asked, statement)
      else {
        open.delete(statement.number as number)
        if (typeof statement.text === 'string') asked.resolve(JSON.parse(statement.text))
        else asked.reject(new Error(typeof statement.problem === 'string' ? statement.problem : 'facts are plain JSON'))
      }
      return true
    },
    giveUp() {
      for (const { reject } of open.values()) reject(new Error('its thread has ended'))
      open.clear()
    },
  }
}
