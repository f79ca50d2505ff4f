import type { TenantContext } from '../../contract/context.ts'
import { embeddingsEndpoint } from '../../search/embeddings-endpoint.ts'
import { ownTexts, type VectorProvider } from '../../search/vector-provider.ts'
import type { Store } from '../storage/store.ts'
import { keptEmbeddings } from './kept-embeddings.ts'
import { learnInThread } from './learn-in-thread.ts'
import type { TenantVectorsParts } from './tenant-vectors.ts'

/** The operator's endpoint. */
export interface EndpointSettings {
  readonly url: string
  readonly model: string
  readonly key: string | undefined
  /** Requests of all tenants together. */
  readonly perMinute: number
}

/** For one request, ms; whoever asked the question has gone on by words long before. */
const withinMs = { documents: 30_000, question: 5_000 }

const createBudget = (perMinute: number, monotonicMs: () => number) => {
  let [left, until] = [perMinute, 0]
  return (): boolean => {
    const now = monotonicMs()
    if (now >= until) [left, until] = [perMinute, now + 60_000]
    left -= 1
    return left >= 0
  }
}

/** Where tenants' vectors come from: their own texts, learnt in a thread, or the operator's endpoint where there is one. */
export const createVectorProviders = (
  store: Store<TenantContext>,
  endpoint: EndpointSettings | undefined,
  monotonicMs: () => number,
): TenantVectorsParts['provider'] => {
  const mayAsk = createBudget(endpoint?.perMinute ?? 0, monotonicMs)
  return (context, from, reading): VectorProvider | undefined => {
    if (from === 'own-texts') return ownTexts(reading, learnInThread)
    if (endpoint === undefined) return undefined
    const { url, model, key } = endpoint
    return embeddingsEndpoint({
      url,
      model,
      key,
      fetch,
      withinMs,
      mayAsk,
      kept: keptEmbeddings(store, context, model, reading.language),
    })
  }
}
