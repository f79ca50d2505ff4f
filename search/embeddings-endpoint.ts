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
export const embeddingsEndpoint = ({ url, model, key, batch = 64, fetch }: EmbeddingsEndpoint): VectorProvider => {
  const ask = async (input: readonly string[]): Promise<readonly Float32Array[]> => {
    const response = await fetch(`${url.replace(/\/+$/, '')}/embeddings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
      body: JSON.stringify({ model, input, encoding_format: 'float' }),
      // A redirect could lead the key elsewhere.
      redirect: 'error',
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
      const vectors: Float32Array[] = []
      const texts = documents.map(asText)
      for (let start = 0; start < texts.length; start += batch)
        vectors.push(...(await ask(texts.slice(start, start + batch))))
      const dimensions = vectors[0]?.length ?? 0
      sameLength(vectors, dimensions)
      const values = new Float32Array(vectors.length * dimensions)
      vectors.forEach((vector, index) => {
        values.set(vector, index * dimensions)
      })
      return {
        documents: { dimensions, values },
        async place(text) {
          const placed = await ask([text])
          sameLength(placed, dimensions)
          return placed[0] as Float32Array
        },
      }
    },
  }
}
