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

const ask = async (server: string, key: string, method: string, path: string, body?: unknown): Promise<Response> => {
  const response = await fetch(new URL(path, server), {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new ApiRefusal(`No Cairn answers at ${server}. Start it, or name it with --server or CAIRN_URL.`, { cause })
  })
  if (response.ok) return response
  const text = await response.text()
  const { error } = (text === '' ? {} : JSON.parse(text)) as ErrorBody
  throw new ApiRefusal(
    error === undefined
      ? `${method} ${path}: ${response.status}`
      : [
          `${error.code}: ${error.message} ${error.mend}`,
          ...(error.facts?.details ?? []).map((line) => `  ${line}`),
        ].join('\n'),
  )
}

/** Speaks HTTP v1. @throws ApiRefusal with the server's own words and mend, or when nothing answers */
export const callApi = async <T>(...asked: Parameters<typeof ask>): Promise<T> => {
  const text = await (await ask(...asked)).text()
  return (text === '' ? undefined : JSON.parse(text)) as T
}

/** The lines of an answer of any length, as they come. An answer that breaks off ends as if it were complete: its reader must know its end. */
export async function* readLines(server: string, key: string, path: string): AsyncGenerator<string> {
  const { body } = await ask(server, key, 'GET', path)
  if (body === null) return
  let rest = ''
  try {
    for await (const part of body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + part).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  } catch {
    // What came so far is what there is to look at.
  }
  if (rest !== '') yield rest
}
