import { type ContentInput, content as contentSchema, slotOf } from '../../contract/content.ts'
import { termsOf } from '../../contract/content-terms.ts'
import type { Candidate, Catalogue, ContentVersion } from '../../contract/plugin.ts'
import { sampleNow } from './sample-session.ts'

/** A published version of content as an author writes it; its version is its key with `@1`. */
export const sampleVersion = (input: ContentInput): ContentVersion => ({
  version: `${input.key}@1`,
  hash: '0'.repeat(64),
  publishedAt: sampleNow - 86_400_000,
  content: contentSchema.parse(input),
})

export const sampleCatalogue = (...inputs: readonly ContentInput[]): Catalogue => ({
  version: `sample-${inputs.map(({ key }) => key).join('-')}`,
  items: inputs.map(sampleVersion),
})

const termsIn = ({ content, publishedAt }: ContentVersion, { items }: Catalogue): Pick<Candidate, 'terms'> => {
  const terms = termsOf(content, publishedAt, (key) => {
    const article = items.find((item) => item.content.kind === 'article' && item.content.key === key)
    return article?.content.kind === 'article' ? (article.content.updatedAt ?? article.publishedAt) : null
  })
  return terms === null ? {} : { terms }
}

/** How a version becomes a candidate; the articles that it cites are looked for in the catalogue. */
export const candidateIn =
  (catalogue: Catalogue) =>
  (item: ContentVersion): Candidate => ({
    content: item.version,
    score: 1,
    evidence: [{ code: 'sample', facts: {} }],
    source: 'sample',
    key: item.content.key,
    kind: item.content.kind,
    slot: slotOf[item.content.kind],
    priority: item.content.priority,
    ...termsIn(item, catalogue),
  })

/** A candidate for a version, as it stands after the merge. */
export const sampleCandidate = (item: ContentVersion): Candidate => candidateIn({ version: 'sample', items: [] })(item)
