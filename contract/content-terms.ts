import type { Content } from './content.ts'
import type { Discount, Price, Requirement } from './offer-terms.ts'

/** A source that content names. An article's `updatedAt` is null where no such article is in the catalogue. */
export type CitedSource =
  | { readonly article: string; readonly updatedAt: number | null }
  | { readonly title: string; readonly url: string }

/** What content stands by, whoever reads it: what guardrails judge it for. */
export interface ContentTerms {
  /** Features that it helps with; of an offer the one that it sells. */
  readonly features?: readonly string[]
  /** The plan that an offer sells. */
  readonly plan?: string
  readonly requires?: Requirement
  readonly price?: Price
  readonly discount?: Discount
  /** Of an article: when somebody last saw to it that it is true, epoch ms. */
  readonly updatedAt?: number
  readonly citations?: readonly CitedSource[]
}

const featuresOf = (content: Content): readonly string[] | undefined => {
  if (content.kind === 'article') return content.features
  return content.feature === undefined ? undefined : [content.feature]
}

/**
 * @param publishedAt epoch ms
 * @param updatedAt of an article by its key; null where there is none
 * @returns null where the content stands by nothing
 */
export const termsOf = (
  content: Content,
  publishedAt: number,
  updatedAt: (article: string) => number | null,
): ContentTerms | null => {
  const features = featuresOf(content)
  const { citations, requires } = content
  const { plan, price, discount } = content.kind === 'offer' ? content : {}
  const terms: ContentTerms = {
    ...(features === undefined ? {} : { features }),
    ...(plan === undefined ? {} : { plan }),
    ...(requires === undefined ? {} : { requires }),
    ...(price === undefined ? {} : { price }),
    ...(discount === undefined ? {} : { discount }),
    ...(content.kind === 'article' ? { updatedAt: content.updatedAt ?? publishedAt } : {}),
    ...(citations === undefined
      ? {}
      : {
          citations: citations.map((cited) =>
            'article' in cited ? { article: cited.article, updatedAt: updatedAt(cited.article) } : cited,
          ),
        }),
  }
  return Object.keys(terms).length === 0 ? null : terms
}
