import { type ContentInput, content as contentSchema, slotOf } from '../../contract/content.ts'
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

/** A candidate for a version, as it stands after the merge. */
export const sampleCandidate = ({ version, content }: ContentVersion): Candidate => ({
  content: version,
  score: 1,
  evidence: [{ code: 'sample', facts: {} }],
  source: 'sample',
  key: content.key,
  kind: content.kind,
  slot: slotOf[content.kind],
  priority: content.priority,
})
