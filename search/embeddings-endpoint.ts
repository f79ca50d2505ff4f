import { z } from 'zod'
import type { SearchedDocument } from './search-documents.ts'
import type { VectorProvider } from './vector-provider.ts'

/** An endpoint that speaks the embeddings part of OpenAI's HTTP API, as many model servers do. */
export interface EmbeddingsEndpoint {
  /** What stands before `/embeddings`: `https://models.example.com/v1`. */
  readonly url: string
  readonly model: string
  /** Sent as a bearer token where there is one. */
  readonly key?: string | undefined
  /** Texts a request, 1 to 2,048. */
  readonly batch?: number | undefined
  readonly fetch: typeof fetch
  /** How long a request for documents and one for a question may take, ms. */
  readonly withinMs?: { readonly documents: number; readonly question: number } | undefined
  /** Asked before each request; false keeps to a budget, and the request is not made. */
  readonly mayAsk?: (() => boolean) | undefined
  /** Vectors that were paid for before. */
  readonly kept?: KeptVectors | undefined
}

/** By text; of the one model that the endpoint is asked for. */
export interface KeptVectors {
  get(texts: readonly string[]): Promise<readonly (Float32Array | undefined)[]>
  put(texts: readonly string[], vectors: readonly Float32Array[]): Promise<void>
}

const answer = z.object({
  data: z.array(z.object({ index: z.number().int().nonnegative(), embedding: z.array(z.number()).min(1).max(8_192) })),
})

const asText = ({ title, text }: SearchedDocument): string =>
  [title, text].filter((part) => part !== '').join('\n') || ' '

const unit = (vector: readonly number[]): Float32Array => {
  const length = Math.hypot(...vector)
  return Float32Array.from(vector, (value) => (length === 0 ? 0 : value / length))
}

/** The second form of the port: vectors from an endpoint. Nothing but the documents' texts and the queries leaves for it. */
export const embeddingsEndpoint = ({
  url,
  model,
  key,
  batch = 64,
  fetch,
  withinMs = { documents: 30_000, question: 30_000 },
  mayAsk = () => true,
  kept,
}: EmbeddingsEndpoint): VectorProvider => {
  const ask = async (input: readonly string[], limitMs: number): Promise<readonly Float32Array[]> => {
    if (!mayAsk()) throw new Error('the embeddings endpoint has been asked as often as it may be for now')
    const response = await fetch(`${url.replace(/\/+$/, '')}/embeddings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
      body: JSON.stringify({ model, input, encoding_format: 'float' }),
      // A redirect could lead the key elsewhere.
      redirect: 'error',
      signal: AbortSignal.timeout(limitMs),
    })
    if (!response.ok) throw new Error(`the embeddings endpoint answered ${response.status}`)
    const { data } = answer.parse(await response.json())
    const byIndex = new Map(data.map(({ index, embedding }) => [index, embedding]))
    return input.map((_, index) => {
      const vector = byIndex.get(index)
      if (vector === undefined) throw new Error('the embeddings endpoint left out a text')
      return unit(vector)
    })
  }
  const sameLength = (vectors: readonly Float32Array[], dimensions: number): void => {
    if (vectors.some((vector) => vector.length !== dimensions))
      throw new Error('the embeddings endpoint answered with vectors of different lengths')
  }

  return {
    name: 'endpoint',
    async spaceOf(documents) {
      const texts = documents.map(asText)
      const known = new Map<string, Float32Array>()
      for (const [index, vector] of ((await kept?.get(texts)) ?? []).entries())
        if (vector !== undefined) known.set(texts[index] as string, vector)
      const missing = [...new Set(texts)].filter((text) => !known.has(text))
      for (let start = 0; start < missing.length; start += batch) {
        const some = missing.slice(start, start + batch)
        const asked = await ask(some, withinMs.documents)
        for (const [index, text] of some.entries()) known.set(text, asked[index] as Float32Array)
        // Kept batch by batch: whoever is interrupted goes on from there.
        await kept?.put(some, asked)
      }
      const vectors = texts.map((text) => known.get(text) as Float32Array)
      const dimensions = vectors[0]?.length ?? 0
      sameLength(vectors, dimensions)
      const values = new Float32Array(vectors.length * dimensions)
      vectors.forEach((vector, index) => {
        values.set(vector, index * dimensions)
      })
      return {
        documents: { dimensions, values },
        async place(text) {
          const placed = await ask([text], withinMs.question)
          sameLength(placed, dimensions)
          return placed[0] as Float32Array
        },
      }
    },
  }
}
