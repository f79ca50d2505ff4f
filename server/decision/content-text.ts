import { textsOf } from '../../contract/compiled-catalogue.ts'
import type { Content } from '../../contract/content.ts'
import { localise } from '../../contract/localise.ts'
import type { ContentText } from '../../contract/plugin.ts'

/**
 * All that may be read of a content while it stands, in the best language there is. Steps that this user does not have now are read too:
 * they may have them before anything is decided again.
 * @param chain languages, best first
 */
export const contentText = (content: Content, chain: readonly string[]): ContentText => {
  const [title, body, ...others] = textsOf(content).map((text) => (text === undefined ? '' : localise(text, chain)))
  const variants = Object.entries(content.variants ?? {}).map(([tone, variant]) => [
    tone,
    {
      ...(variant.title === undefined ? {} : { title: localise(variant.title, chain) }),
      ...(variant.body === undefined ? {} : { body: localise(variant.body, chain) }),
    },
  ])
  return {
    title: title ?? '',
    body: body ?? '',
    others: others.filter((text) => text !== ''),
    variants: Object.fromEntries(variants),
  }
}
