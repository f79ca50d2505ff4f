import type { CompiledCatalogue } from '../../contract/compiled-catalogue.ts'
import type { Content } from '../../contract/content.ts'
import type { Decision, ListedContent } from '../../contract/decision.ts'
import type { Answer, Answers } from '../../contract/guidance.ts'
import { limits } from '../../contract/limits.ts'
import { localeChain, localise } from '../../contract/localise.ts'

const beginning = (text: string): string =>
  text.length <= limits.extractLength ? text : `${text.slice(0, limits.extractLength - 1).trimEnd()}…`

/** What an amendment says goes before what the recommender found in the text as it was. */
const extractOf = ({ amended, evidence }: ListedContent, body: string): string => {
  const found = evidence[0]?.facts.extract
  return amended?.body === undefined && typeof found === 'string' ? found : beginning(amended?.body ?? body)
}

/** What is not for this user is not named to them either. @param eligible versions that are */
const sourcesOf = (
  { citations = [] }: Content,
  { source }: Pick<CompiledCatalogue, 'source'>,
  eligible: readonly string[],
  chain: readonly string[],
): Pick<Answer, 'sources'> => {
  const sources = citations.flatMap((citation) => {
    if ('url' in citation) return [citation]
    const cited = source.items.find(({ content }) => content.key === citation.article)
    return cited !== undefined && eligible.includes(cited.version)
      ? [{ title: localise(cited.content.title, chain) }]
      : []
  })
  return sources.length === 0 ? {} : { sources }
}

/** What the tab that asked is told, in its user's language. @param question id of the message that asked */
export const buildAnswers = (
  question: string,
  { id, input, result }: Decision,
  world: { readonly catalogue: Pick<CompiledCatalogue, 'source'>; readonly locale: string },
): Answers => {
  const chain = localeChain(input.session.locale, world.locale)
  const versions = new Map(world.catalogue.source.items.map((item) => [item.version, item]))
  const results = (result.list ?? []).flatMap((listed): Answer[] => {
    const item = versions.get(listed.version)
    if (item === undefined || (item.content.kind !== 'article' && item.content.kind !== 'playbook')) return []
    const { content, publishedAt } = item
    return [
      {
        key: content.key,
        version: listed.version,
        kind: content.kind,
        title: listed.amended?.title ?? localise(content.title, chain),
        extract: extractOf(listed, localise(content.body, chain)),
        date: (content.kind === 'article' ? content.updatedAt : undefined) ?? publishedAt,
        why: localise(listed.why, chain),
        ...sourcesOf(content, world.catalogue, result.eligible, chain),
      },
    ]
  })
  return {
    kind: 'answers',
    for: question,
    decision: id,
    results,
    ...(results.length === 0 ? { nothing: 'no-source' } : {}),
  }
}
