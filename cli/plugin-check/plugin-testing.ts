/** What a plugin's own tests need, as `cairn/plugin-testing`: users, contents and candidates to ask it about. */
export { sampleCandidate, sampleCatalogue } from './sample-content.ts'
export { sampleNow, sampleSession } from './sample-session.ts'
