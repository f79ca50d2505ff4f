/** Cairn answered, and did not take the call. */
export class CairnRefusal extends Error {
  override readonly name = 'CairnRefusal'
  readonly status: number
  readonly code: string
  constructor(call: string, status: number, code: string, message: string) {
    super(`${call} was answered with ${status} ${code}: ${message}`)
    this.status = status
    this.code = code
  }
}

export type CallCairn = <T>(method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown) => Promise<T>

const giveUpMs = 5_000

/** Cairn's HTTP API with a key. @throws CairnRefusal; TypeError (of fetch) when nobody answers */
export const callCairn =
  (cairn: string, key: string): CallCairn =>
  async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${cairn}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(giveUpMs),
    })
    const text = await response.text()
    if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T
    const { error } = (text.startsWith('{') ? JSON.parse(text) : {}) as {
      error?: { code?: string; message?: string; facts?: { details?: readonly string[] } }
    }
    throw new CairnRefusal(
      `${method} ${path}`,
      response.status,
      error?.code ?? 'UNKNOWN',
      [error?.message ?? text.slice(0, 200), ...(error?.facts?.details ?? [])].join(' '),
    )
  }
