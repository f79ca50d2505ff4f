import { LRUCache } from 'lru-cache'
import { type Catalogue, slotOf } from '../../contract/content.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { Nearest, VectorSource } from '../../contract/nearest.ts'
import type { VectorsState } from '../../contract/retrieval-finding.ts'
import { sayWords } from '../../contract/say-words.ts'
import type { Settings } from '../../contract/settings.ts'
import { contentDocuments, contentLanguages, languageFor } from '../../search/content-documents.ts'
import { nearest as nearestDocuments } from '../../search/nearest.ts'
import type { Reading, VectorProvider, VectorSpace } from '../../search/vector-provider.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'

/** What a tenant is answered under. */
export interface VectorsWorld {
  readonly settings: { readonly value: Pick<Settings, 'retrieval'> }
  readonly catalogue: { readonly source: Catalogue }
}
export interface VectorQuestion {
  readonly query: string
  readonly locale: string | null
}

export interface TenantVectorsParts {
  /** Undefined where the operator has configured none of this kind. */
  readonly provider: (context: TenantContext, from: VectorSource, reading: Reading) => VectorProvider | undefined
  /** Whether the tenant's own questions have shown that vectors of this kind help. */
  readonly helps: (context: TenantContext, from: VectorSource) => Promise<boolean>
  readonly telemetry: Telemetry
  readonly monotonicMs: () => number
  /** A question's vector that is not there by then is done without, ms. */
  readonly questionMs: number
}

export interface TenantVectors {
  /** For an answer: what is ready, without waiting for more than the question's own vector. Undefined for "by words alone". Never rejects. */
  nearest(context: TenantContext, world: VectorsWorld, question: VectorQuestion): Promise<Nearest | undefined>
  /** For an evaluation: learns first, whatever the switch says. Undefined where there is nothing to learn from or by; rejects when that fails. */
  look(context: TenantContext, world: VectorsWorld, question: VectorQuestion): Promise<Nearest | undefined>
  state(context: TenantContext, world: VectorsWorld, locale: string | null): VectorsState
}

/** Fewer texts teach a decomposition nothing, and are found by their words. */
const fewestDocuments = 20
const mostFound = 50
/** Of all tenants together. */
const bytesKept = 256 * 1024 * 1024
const questionsKept = 2_000
/** What could not be learnt is not tried again for so long, ms. */
const restMs = 60_000

interface Shelf {
  readonly versions: readonly string[]
  readonly space: VectorSpace
}
type Held =
  | { readonly state: 'learning'; readonly coming: Promise<Shelf> }
  | { readonly state: 'ready'; readonly shelf: Shelf }
  | { readonly state: 'failed'; readonly until: number }

const bytesOf = (held: Held): number =>
  held.state === 'ready' ? 1 + 3 * held.shelf.space.documents.values.byteLength : 1

const within = <T>(coming: Promise<T>, ms: number): Promise<T | undefined> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), ms)
    coming.then(resolve, reject).finally(() => clearTimeout(timer))
  })

/**
 * Tenants' vectors over what their lists can hold, by catalogue version and language: made in the background when they are first wanted,
 * kept while they are used, never waited for by whoever asks a question.
 */
export const createTenantVectors = ({
  provider,
  helps,
  telemetry,
  monotonicMs,
  questionMs,
}: TenantVectorsParts): TenantVectors => {
  const shelves = new LRUCache<string, Held>({ maxSize: bytesKept, sizeCalculation: bytesOf })
  const questions = new LRUCache<string, Float32Array>({ max: questionsKept })
  /** Languages of what the list can hold; a catalogue version never changes. */
  const listed = new WeakMap<Catalogue, { readonly items: Catalogue['items']; readonly languages: readonly string[] }>()

  const listOf = (catalogue: Catalogue) => {
    const known = listed.get(catalogue)
    if (known !== undefined) return known
    const items = catalogue.items.filter(({ content }) => slotOf[content.kind] === 'list')
    const list = { items, languages: contentLanguages(items) }
    listed.set(catalogue, list)
    return list
  }

  const placeOf = (context: TenantContext, { settings, catalogue }: VectorsWorld, locale: string | null) => {
    const { from } = settings.value.retrieval
    const { items, languages } = listOf(catalogue.source)
    const language = languageFor(languages, locale) ?? 'en'
    const key = `${context.workspace}/${context.tenant}/${from}/${catalogue.source.version}/${language}`
    return { key, from, items, reading: { language, vocabulary: catalogue.source.vocabulary ?? [] } }
  }
  type Place = ReturnType<typeof placeOf>

  const heldAt = (key: string): Held | undefined => {
    const held = shelves.get(key)
    return held?.state === 'failed' && held.until <= monotonicMs() ? undefined : held
  }

  const learn = async (context: TenantContext, { key, items, reading, from }: Place, by: VectorProvider) => {
    const startedAt = monotonicMs()
    const { language } = reading
    const { versions, documents } = contentDocuments(items, language)
    try {
      const shelf = { versions, space: await by.spaceOf(documents) }
      shelves.set(key, { state: 'ready', shelf })
      const ms = Math.round(monotonicMs() - startedAt)
      telemetry.log.info(
        { tenant: context.tenant, from, language, documents: documents.length, ms },
        'vectors are ready',
      )
      return shelf
    } catch (err) {
      shelves.set(key, { state: 'failed', until: monotonicMs() + restMs })
      telemetry.log.warn({ err, tenant: context.tenant, from, language }, 'vectors could not be made')
      throw err
    }
  }

  /** What is there or on its way; undefined where there can be nothing. */
  const begun = (context: TenantContext, place: Place): Held | undefined => {
    if (place.items.length < fewestDocuments) return undefined
    const held = heldAt(place.key)
    if (held !== undefined) return held
    const by = provider(context, place.from, place.reading)
    if (by === undefined) return undefined
    const coming = learn(context, place, by)
    coming.catch(() => undefined)
    const learning = { state: 'learning', coming } as const
    shelves.set(place.key, learning)
    return learning
  }

  const vectorOf = async ({ key, from, reading }: Place, { space }: Shelf, query: string, ms: number) => {
    if (from === 'own-texts') return space.place(query)
    // A model has read the tenant's words in the texts; it is asked in them.
    const said = sayWords(reading.vocabulary, reading.language)(query, null)
    const known = questions.get(`${key}/${said}`)
    if (known !== undefined) return known
    const vector = await within(space.place(said), ms)
    if (vector !== undefined) questions.set(`${key}/${said}`, vector)
    return vector
  }

  const nearestIn = async (
    place: Place,
    shelf: Shelf,
    query: string,
    least: number,
    ms: number,
  ): Promise<Nearest | undefined> => {
    const vector = await vectorOf(place, shelf, query, ms)
    if (vector === undefined) return undefined
    const found = nearestDocuments(shelf.space.documents, vector, mostFound).flatMap(({ document, score }) => {
      const content = shelf.versions[document]
      const similarity = Math.round(score * 10_000) / 10_000
      return content === undefined || similarity < least || similarity <= 0 ? [] : [{ content, similarity }]
    })
    return { by: place.from, found }
  }

  return {
    async nearest(context, world, { query, locale }) {
      const { vectors, from, similarity } = world.settings.value.retrieval
      if (vectors === 'off') return undefined
      try {
        if (vectors === 'auto' && !(await helps(context, from))) return undefined
        const place = placeOf(context, world, locale)
        const held = begun(context, place)
        return held?.state === 'ready' ? await nearestIn(place, held.shelf, query, similarity, questionMs) : undefined
      } catch (err) {
        telemetry.log.warn({ err, tenant: context.tenant }, 'a question went by words alone')
        return undefined
      }
    },

    async look(context, world, { query, locale }) {
      const place = placeOf(context, world, locale)
      const held = begun(context, place)
      if (held === undefined) return undefined
      if (held.state === 'failed') throw new Error('vectors could not be made a moment ago')
      const shelf = held.state === 'ready' ? held.shelf : await held.coming
      const { similarity } = world.settings.value.retrieval
      const found = await nearestIn(place, shelf, query, similarity, 30_000)
      if (found === undefined) throw new Error('a question has no vector in time')
      return found
    },

    state(context, world, locale) {
      const place = placeOf(context, world, locale)
      if (place.items.length < fewestDocuments) return 'too-few'
      if (provider(context, place.from, place.reading) === undefined) return 'unavailable'
      return heldAt(place.key)?.state ?? 'none'
    },
  }
}
