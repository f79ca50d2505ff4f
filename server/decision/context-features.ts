import type { DecisionInput } from '../../contract/decision.ts'

/** What a model is told of the moment, by name, with values in 0..1. What is not known is left out. */
export type Features = readonly (readonly [name: string, value: number])[]

const dayMs = 86_400_000
const lastThings = 3

const ageOf = (days: number): string => (days < 1 ? 'first-day' : days < 14 ? 'new' : days < 90 ? 'settled' : 'old')

/**
 * The moment as a tenant's model sees it: who the user is to the product (verified role and plan only), how long they have been there,
 * what they have just done, and whether it went wrong.
 */
export const contextFeatures = ({ session, slot, now }: Pick<DecisionInput, 'session' | 'slot' | 'now'>): Features => {
  const { verified } = session.traits
  const named = (name: string): Features => {
    const value = Object.hasOwn(verified, name) ? verified[name] : undefined
    return typeof value === 'string' ? [[`${name}=${value}`, 1]] : []
  }
  const done = session.recent.filter(({ kind }) => kind === 'track').slice(-lastThings)
  const troubles = session.recent.filter(({ kind }) => kind === 'error' || kind === 'rage-click').length
  return [
    [`slot=${slot}`, 0.5],
    [`kind=${session.kind}`, 0.5],
    [`age=${ageOf((now - session.startedAt) / dayMs)}`, 1],
    ...named('role'),
    ...named('plan'),
    ...[...new Set(done.map(({ name }) => name))].map((name) => [`did=${name}`, 0.5] as const),
    ...(troubles === 0 ? [] : [['trouble', Math.min(1, troubles / 3)] as const]),
  ]
}
