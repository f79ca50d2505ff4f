import { parseArgs } from 'node:util'
import { embeddingsEndpoint } from '../search/embeddings-endpoint.ts'
import { bestOf, chooseWeights, scoreAnchors } from './evaluate/anchors/evaluate-anchors.ts'
import { runPairs } from './evaluate/anchors/run-pairs.ts'
import { EvaluationRefused } from './evaluate/evaluation-refused.ts'
import { evaluateRecommend, hideLast } from './evaluate/recommend/evaluate-recommend.ts'
import { readHistories } from './evaluate/recommend/histories.ts'
import { recommenders } from './evaluate/recommend/recommenders.ts'
import { peerPatterns } from './evaluate/recommend/shipped.ts'
import { evaluateRetrieval } from './evaluate/retrieval/evaluate-retrieval.ts'
import { readLabelledSet } from './evaluate/retrieval/labelled-set.ts'
import { rankersFor } from './evaluate/retrieval/rankers.ts'
import { countTable, scoreTable } from './evaluate/score-table.ts'

const help = `npm run evaluate -- retrieval DOCUMENTS QUERIES RELEVANCE   rankers over labelled queries
npm run evaluate -- recommend HISTORIES                     recommenders over histories, their last item hidden
npm run evaluate -- anchors                                 anchors over pages before and after a redesign, in a browser

  --k N            where hit rate and NDCG cut the list; default 10
  --json           the figures as one line of JSON instead of a table
  --language TAG   retrieval: language of the texts; default en
  --embeddings URL --model NAME   retrieval: compare an OpenAI-compatible embeddings endpoint too; its key in EMBEDDINGS_KEY
  --half-life N    recommend: the place at which an item counts half; default 5
  --fit            anchors: fits the weights anew on half of the pages, instead of measuring

Files hold one JSON object a line: documents {id, title, text}, queries {id, text}, relevance {query, document, grade},
histories {user, items: [...]}. docs/evaluating.md says what each figure means.
`

const flags = {
  k: { type: 'string', default: '10' },
  json: { type: 'boolean', default: false },
  language: { type: 'string', default: 'en' },
  embeddings: { type: 'string' },
  model: { type: 'string' },
  'half-life': { type: 'string', default: '5' },
  fit: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

const numberOf = (name: string, text: string, least: number, isWhole: boolean): number => {
  const value = Number(text)
  if (!(value >= least) || !Number.isFinite(value) || (isWhole && !Number.isInteger(value)))
    throw new EvaluationRefused(`--${name}: ${text} is not a ${isWhole ? 'whole ' : ''}number of at least ${least}`)
  return value
}

const evaluate = async (): Promise<string> => {
  const { values, positionals } = parseArgs({ options: flags, allowPositionals: true })
  const [kind, ...files] = positionals
  if (values.help) return help
  const k = numberOf('k', values.k, 1, true)

  if (kind === 'retrieval') {
    const [documents, queries, relevance] = files
    if (documents === undefined || queries === undefined || relevance === undefined || files.length > 3)
      throw new EvaluationRefused(`retrieval takes three files\n\n${help}`)
    if ((values.embeddings === undefined) !== (values.model === undefined))
      throw new EvaluationRefused('--embeddings and --model are given together')
    const set = readLabelledSet({ documents, queries, relevance })
    const others =
      values.embeddings === undefined || values.model === undefined
        ? []
        : [embeddingsEndpoint({ url: values.embeddings, model: values.model, key: process.env.EMBEDDINGS_KEY, fetch })]
    const rankers = await evaluateRetrieval(set, rankersFor(values.language, others), k)
    const counts = { documents: set.documents.length, queries: set.queries.length, unjudged: set.unjudged }
    if (values.json) return JSON.stringify({ ...counts, k, rankers })
    const table = scoreTable(
      'ranker',
      [`hit@${k}`, 'MRR', 'MAP', `NDCG@${k}`],
      rankers.map(({ ranker, hitRate, mrr, map, ndcg }) => [ranker, hitRate, mrr, map, ndcg]),
    )
    const left = counts.unjudged === 0 ? '' : `; ${counts.unjudged} without anything relevant were left out`
    return `${counts.documents} documents, ${counts.queries} queries${left}\n\n${table}`
  }

  if (kind === 'recommend') {
    const [file] = files
    if (file === undefined || files.length > 1) throw new EvaluationRefused(`recommend takes one file\n\n${help}`)
    const halfLife = numberOf('half-life', values['half-life'], 1.01, false)
    const histories = readHistories(file)
    const hidden = hideLast(histories)
    if (hidden.tests.length === 0)
      throw new EvaluationRefused(`${file}: no history ends with an item that is new in it, so nothing can be hidden`)
    const rows = evaluateRecommend(hidden, [...recommenders, peerPatterns], { k, halfLife })
    const counts = { histories: histories.length, tests: hidden.tests.length, untested: hidden.untested }
    if (values.json) return JSON.stringify({ ...counts, k, halfLife, recommenders: rows })
    const table = scoreTable(
      'recommender',
      [`hit@${k}`, 'MRR', `half-life ${halfLife}`],
      rows.map((row) => [row.recommender, row.hitRate, row.mrr, row.halfLife]),
    )
    return `${counts.histories} histories, ${counts.tests} tested; ${counts.untested} with nothing new to hide\n\n${table}`
  }

  if (kind === 'anchors') {
    if (files.length > 0) throw new EvaluationRefused(`anchors takes no file\n\n${help}`)
    const { chosen, results } = await runPairs(process.cwd(), values.fit)
    if (values.fit) {
      const choices = chooseWeights(results)
      const best = bestOf(choices)?.chosen
      if (values.json) return JSON.stringify({ widget: chosen, best, choices })
      const rows = choices.map(({ pull, offset, chosen: { enough, margin }, crossed }) => ({
        ...{ pull, offset, enough, margin },
        ...crossed,
      }))
      return `${countTable(rows)}\n\nbest: ${JSON.stringify(best)}\n\nin the widget: ${JSON.stringify(chosen)}`
    }
    const scores = scoreAnchors(results)
    const targets = results.flatMap(({ findings }) => findings)
    const counts = {
      pairs: results.length,
      targets: targets.length,
      takenOut: targets.filter(({ isThere }) => isThere).length,
      mistakenWhenTakenOut: targets.filter(({ isMistaken }) => isMistaken).length,
    }
    if (values.json) return JSON.stringify({ ...counts, scores })
    const { pairs, takenOut, mistakenWhenTakenOut } = counts
    return `${pairs} pairs of pages, ${counts.targets} targets\n\n${countTable(scores)}\n
taken out of the page after, one by one: ${takenOut}; something else taken for it: ${mistakenWhenTakenOut}`
  }
  throw new EvaluationRefused(kind === undefined ? help : `there is no "${kind}" to evaluate\n\n${help}`)
}

try {
  console.log(await evaluate())
} catch (error) {
  const isMisuse =
    error instanceof EvaluationRefused || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') === true
  if (!isMisuse) throw error
  console.error((error as Error).message)
  process.exitCode = 2
}
