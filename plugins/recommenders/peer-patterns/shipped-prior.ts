import type { Suggestion } from '../../../contract/plugin.ts'

/**
 * What is usual in most products, by the topics that authors give their content, for as long as a team has said nothing of its own and its
 * users have done little. It counts like two people, so that it orders what is otherwise equal and outweighs nothing that is observed.
 */
export const shippedPrior: readonly Suggestion[] = [
  { maturity: 'new', suggest: [{ topic: 'getting-started' }, { topic: 'set-up' }, { topic: 'import' }], strength: 2 },
  { maturity: 'activating', suggest: [{ topic: 'set-up' }, { topic: 'invite' }, { topic: 'import' }], strength: 2 },
  { role: 'admin', suggest: [{ topic: 'invite' }, { topic: 'security' }, { topic: 'billing' }], strength: 2 },
  { role: 'owner', suggest: [{ topic: 'invite' }, { topic: 'billing' }, { topic: 'security' }], strength: 2 },
  { goal: 'reports', suggest: [{ topic: 'reports' }], strength: 2 },
  { goal: 'collaboration', suggest: [{ topic: 'invite' }, { topic: 'sharing' }], strength: 2 },
  { maturity: 'regular', suggest: [{ topic: 'shortcuts' }, { topic: 'integrations' }], strength: 2 },
  { maturity: 'expert', suggest: [{ topic: 'automation' }, { topic: 'api' }], strength: 2 },
  { maturity: 'lapsing', suggest: [{ topic: 'whats-new' }], strength: 2 },
]
