import { join } from 'node:path'
import MiniSearch from 'minisearch'
import type { ContentInput } from '../../contract/content.ts'
import { seededUnits } from '../../contract/seeded-units.ts'
import { readLabelledSet } from '../evaluate/retrieval/labelled-set.ts'
import { asCatalogue } from '../fixtures/contents.ts'
import { benchContext, busySession, createWorld } from '../fixtures/world.ts'
import type { Plan } from '../plan.ts'
import { quantile } from '../report/quantile.ts'
import { millis, type Row, times } from '../report/row.ts'

/** As many articles as wanted, each of six sentences of the demo's help by lot: its words, more often than a real library has them. */
const articles = (count: number, texts: readonly { title: string; text: string }[]): readonly ContentInput[] => {
  const unit = seededUnits(count)
  const sentences = texts.flatMap(({ text }) => text.match(/[^.!?]+[.!?]+/g) ?? [])
  const oneOf = <T>(all: readonly T[]): T => all[Math.floor(unit() * all.length)] as T
  return Array.from({ length: count }, (_, index) => ({
    kind: 'article',
    key: `article-${index}`,
    title: `${oneOf(texts).title} ${index}`,
    body: Array.from({ length: 6 }, () => oneOf(sentences).trim()).join(' '),
  }))
}

const measureSearch = async (items: number, root: string, { decision }: Plan): Promise<Row> => {
  const at = (name: string) => join(root, 'demo/evaluation', `${name}.jsonl`)
  const { documents, queries } = readLabelledSet({
    documents: at('documents'),
    queries: at('queries'),
    relevance: at('relevance'),
  })
  const catalogue = asCatalogue(articles(items, documents))
  const world = await createWorld([])
  const enabled = [{ plugin: 'retrieval', options: {} }]
  const session = busySession('searcher', world.decisionWorld, 0)
  const eligible = catalogue.items.map(({ version }) => version)
  const theirs = new MiniSearch<{ id: string; title: string; body: string }>({ fields: ['title', 'body'] })
  theirs.addAll(
    catalogue.items.map(({ version, content }) => ({
      id: version,
      title: String(content.title),
      body: String(content.body),
    })),
  )

  const [ours, others]: [number[], number[]] = [[], []]
  const warmUp = decision.passes / 4
  for (let pass = -warmUp; pass < decision.passes; pass++) {
    const query = queries[(pass + warmUp) % queries.length]?.text ?? ''
    const startedAt = performance.now()
    await world.host.recommend(benchContext, enabled, catalogue, {
      session,
      slot: 'list',
      eligible,
      now: session.lastAt,
      seed: 1,
      ask: { query },
    })
    const doneAt = performance.now()
    theirs.search(query).slice(0, 10)
    if (pass < 0) continue
    ours.push(doneAt - startedAt)
    others.push(performance.now() - doneAt)
  }
  const both = (ms: readonly number[]) => ({ p50: quantile(ms, 0.5), p99: quantile(ms, 0.99) })
  const [cairn, mini] = [both(ours), both(others)]
  return {
    figure: `retrieval alone, one question, ${items} articles: p50 / p99`,
    cairn: `${millis(cairn.p50)} / ${millis(cairn.p99)}`,
    baseline: `${millis(mini.p50)} / ${millis(mini.p99)}`,
    against: 'minisearch, the same question and texts',
    ratio: `${times(cairn.p50 / mini.p50)} / ${times(cairn.p99 / mini.p99)}`,
    budget: '',
    met: null,
  }
}

/** The recommender through the plugin host, index ready: search, calibration, extracts, validation of its answer. */
export const measureRetrieval = async (root: string, plan: Plan): Promise<readonly Row[]> => [
  await measureSearch(100, root, plan),
  await measureSearch(1_000, root, plan),
  await measureSearch(10_000, root, plan),
]
