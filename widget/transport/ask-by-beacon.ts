const answerMs = 10_000

export interface BeaconAnswer {
  readonly ack: unknown
  readonly messages: unknown
}

/** Where the socket is blocked. @throws {Error} whose `code` is the server's, or null when there was no readable answer */
export const askByBeacon = async (url: string, request: RequestInit): Promise<BeaconAnswer> => {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), answerMs)
  try {
    const response = await fetch(url, { ...request, signal: abort.signal })
    const answer = (await response.json()) as { error?: { code?: unknown } } & BeaconAnswer
    if (response.ok && !answer.error) return answer
    const code = typeof answer.error?.code === 'string' ? answer.error.code : null
    throw Object.assign(new Error('refused'), { code })
  } finally {
    clearTimeout(timer)
  }
}
