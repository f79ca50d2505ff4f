import { z } from 'zod'
import { defineGuardrail } from '../../../contract/plugin.ts'

const dayMs = 86_400_000
const kind = z.enum(['checklist', 'tip', 'offer', 'article', 'playbook'])

const options = z.strictObject({
  kinds: z
    .array(kind)
    .max(5)
    .default(['offer', 'playbook', 'article'])
    .describe('Kinds that must name a source; an article is its own'),
  freshForDays: z
    .number()
    .int()
    .min(1)
    .max(3_650)
    .default(365)
    .describe('An article counts as a source for so long after somebody last saw to it'),
  otherPages: z
    .boolean()
    .default(false)
    .describe('A page elsewhere, cited by its address, counts as a source too; its age is not known'),
})

/** What claims something must say where that stands, among the tenant's own articles, and the article must be fresh. */
export default defineGuardrail({
  name: 'citations',
  version: '1.0.0',
  summary: 'Withholds content that names no source among your articles, or one that nobody has seen to for too long.',
  phase: 'content',
  options,
  reasons: {
    'no-source': { en: 'It names no source.', de: 'Es nennt keine Quelle.' },
    'source-gone': {
      en: 'The article “{article}” that it rests on is gone.',
      de: 'Der Artikel „{article}“, auf den es sich stützt, fehlt.',
    },
    stale: {
      en: 'The article “{article}” that it rests on has not been checked for {days} days.',
      de: 'Der Artikel „{article}“, auf den es sich stützt, wurde seit {days} Tagen nicht geprüft.',
    },
  },
  check({ candidate, now }, { kinds, freshForDays, otherPages }) {
    if (!kinds.some((kind) => kind === candidate.kind)) return { verdict: 'allow' }
    const { citations = [], updatedAt } = candidate.terms ?? {}
    const cited = citations.flatMap((source) => ('article' in source ? [source] : []))
    const articles = candidate.kind === 'article' ? [...cited, { article: candidate.key, updatedAt }] : cited
    if (articles.length === 0 && !(otherPages && citations.length > 0)) return { verdict: 'veto', code: 'no-source' }

    for (const { article, updatedAt } of articles) {
      if (updatedAt === null || updatedAt === undefined)
        return { verdict: 'veto', code: 'source-gone', facts: { article } }
      const days = Math.floor((now - updatedAt) / dayMs)
      if (days >= freshForDays) return { verdict: 'veto', code: 'stale', facts: { article, days } }
    }
    return { verdict: 'allow' }
  },
})
