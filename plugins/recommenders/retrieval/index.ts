import { z } from 'zod'
import { defineRecommender, type Evidence, limits, type Nearest } from '../../../contract/plugin.ts'
import type { Analyse } from '../../../search/analyse.ts'
import { type QueryTerms, queryTerms, scoreOf } from '../../../search/bm25.ts'
import { type Found, mostOf } from '../../../search/most-of.ts'
import { analyserOf, bestPossible, mostTelling, scoreDocuments } from '../../../search/search-documents.ts'
import { indexContent, type Shelf, shelfFor } from './content-index.ts'
import { extractOf } from './extract.ts'
import { joinNearest } from './join-nearest.ts'
import { type Clue, cluesOf, merged } from './session-query.ts'

const options = z.strictObject({
  // Not inline: a tip waits for its trigger, and is proposed by who has seen it hold.
  slots: z
    .array(z.enum(['list', 'checklist', 'overlay']))
    .min(1)
    .default(['list'])
    .describe('Slots that it proposes for; tips wait for their trigger and are never proposed from here'),
  least: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('What matches less than this is not proposed; 1 would be every word, as strongly as can be'),
  most: z.number().int().min(1).max(limits.candidatesPerRecommender).default(10).describe('Proposed at most'),
})

interface Proposal {
  readonly content: string
  readonly score: number
  readonly evidence: Evidence[]
}

/** Which documents are eligible. Both lists are mostly in the catalogue's order, so that each is mostly found where the last one ended. */
const allowedIn = ({ places, versions }: Shelf, eligible: readonly string[]): Uint8Array => {
  const allowed = new Uint8Array(versions.length)
  let next = 0
  for (const version of eligible) {
    const place = versions[next] === version ? next : places.get(version)
    if (place === undefined) continue
    allowed[place] = 1
    next = place + 1
  }
  return allowed
}

/** The best of what is eligible. */
const search = (shelf: Shelf, eligible: readonly string[], query: QueryTerms, most: number): readonly Found[] =>
  mostOf(scoreDocuments(shelf.index, query), most, allowedIn(shelf, eligible))

const shareOf = ({ index }: Shelf, query: QueryTerms, score: number): number => {
  const best = bestPossible(index, query)
  return best === 0 ? 0 : Math.min(1, score / best)
}

/** What a reader is shown of a document as the answer to this query. */
const extractFrom = ({ documents, index }: Shelf, document: number, query: QueryTerms, analyse: Analyse): string =>
  extractOf(documents[document]?.text ?? '', query, index.body, analyse)

/** Words of the query that the document holds, as they were written. */
const wordsIn = ({ index }: Shelf, document: number, query: string, analyse: Analyse): string => {
  const held = query.split(/\s+/).filter((word) => {
    const terms = new Map(analyse(word).map((term) => [term, 1] as const))
    return scoreOf(index.title, terms, document) + scoreOf(index.body, terms, document) > 0
  })
  return [...new Set(held.map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')))].join(', ')
}

/** How far down each list the two are joined. */
const depth = 50

/** What vectors found, of what is eligible. */
const nearestOf = ({ places }: Shelf, eligible: readonly string[], { found }: Nearest): readonly Found[] => {
  const allowed = new Set(eligible)
  return found.flatMap(({ content, similarity }) => {
    const document = allowed.has(content) ? places.get(content) : undefined
    return document === undefined ? [] : [{ document, score: similarity }]
  })
}

const answersTo = (
  query: string,
  shelf: Shelf,
  eligible: readonly string[],
  analyse: Analyse,
  { least, most }: { readonly least: number; readonly most: number },
  nearest: Nearest | undefined,
): Proposal[] => {
  const terms = queryTerms(analyse(query))
  const byWords = search(shelf, eligible, terms, nearest === undefined ? most : depth)
    .map(({ document, score }) => ({ document, score: shareOf(shelf, terms, score) }))
    .filter(({ score }) => score >= least)
  const found =
    nearest === undefined ? byWords : joinNearest(byWords, nearestOf(shelf, eligible, nearest).slice(0, depth), most)
  return found.map(({ document, score }) => {
    const words = wordsIn(shelf, document, query, analyse)
    const extract = extractFrom(shelf, document, terms, analyse)
    return {
      content: shelf.versions[document] as string,
      score,
      evidence: [
        words === '' ? { code: 'close', facts: { extract } } : { code: 'asked-for', facts: { words, extract } },
      ],
    }
  })
}

/** The clue that speaks most for a document, as the reason; its share of what it could say at most, as the score. */
const bestClue = (
  shelf: Shelf,
  document: number,
  clues: readonly Clue[],
): { clue: Clue; share: number } | undefined => {
  let best: { clue: Clue; said: number } | undefined
  for (const clue of clues) {
    const said = scoreOf(shelf.index.title, clue.terms, document) + scoreOf(shelf.index.body, clue.terms, document)
    if (said > 0 && (best === undefined || said > best.said)) best = { clue, said }
  }
  return best === undefined ? undefined : { clue: best.clue, share: shareOf(shelf, best.clue.terms, best.said) }
}

const suggestions = (
  clues: readonly Clue[],
  shelf: Shelf,
  eligible: readonly string[],
  analyse: Analyse,
  most: number,
) => {
  const terms = mostTelling(shelf.index, merged(clues))
  return search(shelf, eligible, terms, most).flatMap(({ document, score }): Proposal[] => {
    const reason = bestClue(shelf, document, clues)
    if (reason === undefined) return []
    const { code, facts } = reason.clue.evidence
    return [
      {
        content: shelf.versions[document] as string,
        // All clues order; one that is met says more than many that are touched.
        score: Math.max(reason.share, shareOf(shelf, terms, score)),
        evidence: [{ code, facts: { ...facts, extract: extractFrom(shelf, document, terms, analyse) } }],
      },
    ]
  })
}

/** Finds content by what the user asks, or by what they are doing: articles, playbooks and whatever else its options name. */
export default defineRecommender({
  name: 'retrieval',
  version: '1.1.0',
  summary:
    'Finds content by its words: for a question that the user asks, or for what they just did, where they are and what went wrong.',
  options,
  answers: true,
  reasons: {
    'asked-for': {
      en: 'It speaks of what you asked for: {words}.',
      de: 'Darin geht es um das, wonach Sie gefragt haben: {words}.',
      'de-x-informal': 'Darin geht es um das, wonach du gefragt hast: {words}.',
    },
    close: {
      en: 'It is about something close to what you asked.',
      de: 'Darin geht es um etwas, das Ihrer Frage nahekommt.',
      'de-x-informal': 'Darin geht es um etwas, das deiner Frage nahekommt.',
    },
    action: {
      en: 'It goes with what you just did: {action}.',
      de: 'Es passt zu dem, was Sie gerade getan haben: {action}.',
      'de-x-informal': 'Es passt zu dem, was du gerade getan hast: {action}.',
    },
    element: {
      en: 'It goes with what you just used here.',
      de: 'Es passt zu dem, was Sie hier gerade benutzt haben.',
      'de-x-informal': 'Es passt zu dem, was du hier gerade benutzt hast.',
    },
    error: {
      en: 'Something went wrong a moment ago, and this is about it.',
      de: 'Eben ist etwas schiefgegangen, und darum geht es hier.',
    },
    page: {
      en: 'It is about the page you are on.',
      de: 'Es geht um die Seite, auf der Sie sind.',
      'de-x-informal': 'Es geht um die Seite, auf der du bist.',
    },
  },
  prepare: (catalogue, { slots }) => indexContent(catalogue, slots),
  recommend({ session, slot, eligible, now, prepared, ask, nearest }, { least, most }) {
    const shelf = eligible.length === 0 ? undefined : shelfFor(prepared, slot, session.locale)
    if (shelf === undefined) return []
    const analyse = analyserOf(shelf.index)
    const query = ask?.query ?? null
    if (query !== null) return answersTo(query, shelf, eligible, analyse, { least, most }, nearest)
    const found = suggestions(cluesOf(session, now, analyse), shelf, eligible, analyse, most)
    return found.filter(({ score }) => score >= least)
  },
})
