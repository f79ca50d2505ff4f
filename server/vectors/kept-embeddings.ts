import { createHash } from 'node:crypto'
import { defineCollection } from '../../contract/collection.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { KeptVectors } from '../../search/embeddings-endpoint.ts'
import type { Store } from '../storage/store.ts'

/** The vector of one text; its id is a hash of model and text, so that a text that changes is another one. */
interface StoredEmbedding {
  readonly id: string
  /** Of whose content it was part when it was last asked for, as `model language`. */
  readonly shelf: string
  /** Base64 of 32-bit floats, little-endian. */
  readonly vector: string
}

const embeddings = defineCollection<StoredEmbedding>()({
  name: 'embeddings',
  plain: ['shelf'],
  blind: [],
  indexes: [['shelf']],
})

const readAtOnce = 500

const asText = (vector: Float32Array): string =>
  Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64')

const asVector = (text: string): Float32Array => {
  const bytes = new Uint8Array(Buffer.from(text, 'base64'))
  return new Float32Array(bytes.buffer, 0, Math.floor(bytes.byteLength / 4))
}

/** A tenant's embeddings in its own database, sealed: a text is sent to the endpoint once. */
export const keptEmbeddings = (
  store: Store<TenantContext>,
  context: TenantContext,
  model: string,
  language: string,
): KeptVectors => {
  const shelf = `${model} ${language}`
  const idOf = (text: string): string => createHash('sha256').update(`${shelf}\0${text}`).digest('hex')
  return {
    async get(texts) {
      const ids = new Set(texts.map(idOf))
      const kept = new Map<string, Float32Array>()
      for (let after = ''; ; ) {
        const page = await store.find(context, embeddings, { shelf, id: { $gt: after } }, { limit: readAtOnce })
        for (const { id, vector } of page) {
          if (ids.has(id)) kept.set(id, asVector(vector))
          // No text has it any more.
          else await store.delete(context, embeddings, id)
        }
        const last = page.at(-1)
        if (last === undefined || page.length < readAtOnce) break
        after = last.id
      }
      return texts.map((text) => kept.get(idOf(text)))
    },
    async put(texts, vectors) {
      for (const [index, text] of texts.entries()) {
        const vector = vectors[index]
        if (vector !== undefined)
          await store.put(context, embeddings, { id: idOf(text), shelf, vector: asText(vector) })
      }
    },
  }
}
