/** What the API answered instead of success, in words for a terminal. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal'
}

interface ErrorBody {
  readonly error?: {
    readonly code: string
    readonly message: string
    readonly mend: string
    readonly facts?: { readonly details?: readonly string[] }
  }
}

/** Speaks HTTP v1. @throws ApiRefusal with the server's own words and mend, or when nothing answers */
export const callApi = async <T>(
  server: string,
  key: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> => {
  const response = await fetch(new URL(path, server), {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new ApiRefusal(`No Cairn answers at ${server}. Start it, or name it with --server or CAIRN_URL.`, { cause })
  })
  const text = await response.text()
  const parsed: unknown = text === '' ? undefined : JSON.parse(text)
  if (response.ok) return parsed as T
  const { error } = (parsed ?? {}) as ErrorBody
  throw new ApiRefusal(
    error === undefined
      ? `${method} ${path}: ${response.status}`
      : [
          `${error.code}: ${error.message} ${error.mend}`,
          ...(error.facts?.details ?? []).map((line) => `  ${line}`),
        ].join('\n'),
  )
}
