import { z } from 'zod'
import { defineRecommender, type Evidence, limits, type Session, type Suggestion } from '../../../contract/plugin.ts'
import { type About, aboutOf, deedsOf, isPatient, standsHere } from './about.ts'
import { emptyPeers, learnFromPeer, type PeerModel, relate } from './peer-model.ts'
import { type Prediction, predict, shareOf } from './predict.ts'
import { shippedPrior } from './shipped-prior.ts'
import { type Suggested, suggestedBy, suggestionsFor } from './suggested.ts'

const options = z.strictObject({
  people: z
    .number()
    .int()
    .min(3)
    .max(30)
    .default(5)
    .describe('What fewer different people of the tenant did is neither used nor told'),
  least: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('What a smaller share of them did is not proposed, but in lists that users ask for'),
  most: z.number().int().min(1).max(limits.candidatesPerRecommender).default(5).describe('Contents proposed at most'),
})

/** As people read it: `report_exported` is no word of theirs. */
const inWords = (name: string): string => name.replace(/[_.:/-]+/g, ' ').trim()
const allInWords = (names: readonly string[]): string => names.map(inWords).join(', ')

const tellPeers = ({ deed, people, after, role, how }: Prediction): Evidence => {
  const [kind = '', name = ''] = [deed.slice(0, deed.indexOf(' ')), deed.slice(deed.indexOf(' ') + 1)]
  const common = { people, after: allInWords(after) }
  if (kind !== 'event')
    return role === null
      ? { code: 'peers-finished', facts: common }
      : { code: 'role-finished', facts: { ...common, role } }
  const next = inWords(name)
  if (how === 'also') return { code: 'peers-also', facts: { ...common, next } }
  return role === null
    ? { code: 'peers-next', facts: { ...common, next } }
    : { code: 'role-next', facts: { ...common, next, role } }
}

const tellSuggestion = ({ by }: Suggested, isTeams: boolean): Evidence => {
  if (!isTeams) return { code: 'usual-start', facts: {} }
  if (by.goal !== undefined) return { code: 'team-suggests-goal', facts: { goal: by.goal } }
  if (by.role !== undefined) return { code: 'team-suggests-role', facts: { role: by.role } }
  return { code: 'team-suggests', facts: {} }
}

/**
 * Proposals of other recommenders for the checklist slot are in bands: a checklist in progress is above 1,000, any other at its author's
 * priority, at most 100. What peers did goes between.
 */
const checklistBand = 100

const isBegun = ({ progress }: Session, key: string): boolean =>
  Object.hasOwn(progress, key) && Object.keys(progress[key]?.steps ?? {}).length > 0

interface Proposal {
  readonly content: string
  readonly score: number
  readonly evidence: Evidence[]
}

/** Proposes what concerns that which people of the same tenant did next who had done the same, and until enough is known of them what the team suggests. */
export default defineRecommender({
  name: 'peer-patterns',
  version: '1.0.0',
  summary: 'Offers what helps with the things that other users of the same tenant did next, or what the team suggests.',
  options,
  answers: true,
  reasons: {
    'peers-next': {
      en: 'You did “{after}”. After that, {people} or more people here did “{next}”.',
      de: 'Sie haben „{after}“ gemacht. Danach haben mindestens {people} Personen hier „{next}“ gemacht.',
      'de-x-informal': 'Du hast „{after}“ gemacht. Danach haben mindestens {people} Personen hier „{next}“ gemacht.',
    },
    'role-next': {
      en: 'You did “{after}”. After that, {people} or more colleagues in your role ({role}) did “{next}”.',
      de: 'Sie haben „{after}“ gemacht. Danach haben mindestens {people} Personen in Ihrer Rolle ({role}) „{next}“ gemacht.',
      'de-x-informal':
        'Du hast „{after}“ gemacht. Danach haben mindestens {people} Personen in deiner Rolle ({role}) „{next}“ gemacht.',
    },
    'peers-finished': {
      en: 'You did “{after}”. After that, {people} or more people here went through with this.',
      de: 'Sie haben „{after}“ gemacht. Danach haben mindestens {people} Personen hier das zu Ende gebracht.',
      'de-x-informal':
        'Du hast „{after}“ gemacht. Danach haben mindestens {people} Personen hier das zu Ende gebracht.',
    },
    'role-finished': {
      en: 'You did “{after}”. After that, {people} or more colleagues in your role ({role}) went through with this.',
      de: 'Sie haben „{after}“ gemacht. Danach haben mindestens {people} Personen in Ihrer Rolle ({role}) das zu Ende gebracht.',
      'de-x-informal':
        'Du hast „{after}“ gemacht. Danach haben mindestens {people} Personen in deiner Rolle ({role}) das zu Ende gebracht.',
    },
    'peers-also': {
      en: 'Of the people here who did “{after}” as you did, {people} or more also did “{next}”.',
      de: 'Von denen, die wie Sie „{after}“ gemacht haben, haben mindestens {people} auch „{next}“ gemacht.',
      'de-x-informal':
        'Von denen, die wie du „{after}“ gemacht haben, haben mindestens {people} auch „{next}“ gemacht.',
    },
    'team-suggests': {
      en: 'The team behind this product suggests it at this point.',
      de: 'Das Team hinter diesem Produkt empfiehlt es an dieser Stelle.',
    },
    'team-suggests-role': {
      en: 'The team behind this product suggests it for your role ({role}).',
      de: 'Das Team hinter diesem Produkt empfiehlt es für Ihre Rolle ({role}).',
      'de-x-informal': 'Das Team hinter diesem Produkt empfiehlt es für deine Rolle ({role}).',
    },
    'team-suggests-goal': {
      en: 'The team behind this product suggests it for your goal ({goal}).',
      de: 'Das Team hinter diesem Produkt empfiehlt es für Ihr Ziel ({goal}).',
      'de-x-informal': 'Das Team hinter diesem Produkt empfiehlt es für dein Ziel ({goal}).',
    },
    'usual-start': {
      en: 'It is a usual step at this point. Nobody has observed yet what people here do next.',
      de: 'Es ist an dieser Stelle üblich. Was andere hier als Nächstes tun, ist noch nicht beobachtet worden.',
    },
  },
  prepare: (catalogue) =>
    new Map(
      catalogue.items.flatMap(({ version, content }) => {
        const about = aboutOf(content)
        return about === undefined ? [] : [[version, about] as const]
      }),
    ),
  learns: {
    initial: (): PeerModel => emptyPeers,
    learn: learnFromPeer,
    refresh: relate,
  },
  recommend(
    { session, slot, eligible, now, features, outcomes, prior = [], ask, prepared, model },
    { people, least, most },
  ) {
    if (session.consent?.personalisation === false) return []
    // Whoever asks something wants an answer to that.
    if (slot === 'list' ? ask === undefined || ask.query !== null : ask !== undefined) return []
    const predicted = predict(model, session, now, people)
    const teams = suggestionsFor(prior, session)
    const usual: readonly Suggestion[] = suggestionsFor(shippedPrior, session)

    const proposalFor = (content: string, about: About): Proposal | undefined => {
      const predictions = deedsOf(about, { features, outcomes }).flatMap((deed) => predicted.get(deed) ?? [])
      const seen = predictions.reduce<Prediction | undefined>(
        (best, one) => (best === undefined || shareOf(one) > shareOf(best) ? one : best),
        undefined,
      )
      const byTeam = suggestedBy(teams, about)
      // What is usual counts for nothing where something was observed; and what speaks up on its own does so only where it was, or the team wants it.
      const mayBeUsual = seen === undefined && isPatient(about)
      const counts = byTeam ?? (mayBeUsual ? suggestedBy(usual, about) : undefined)
      const all = (seen?.of ?? 0) + (counts?.strength ?? 0)
      const fromPeople = seen?.did ?? 0
      const fromTeam = (counts?.strength ?? 0) * (counts?.share ?? 0)
      // Pseudo-counts: so many people of whom so many did it, beside those who were observed.
      const share = shareOf({ did: fromPeople + fromTeam, of: all })
      // A list was asked for, and is ordered by it alone.
      if (all === 0 || (slot !== 'list' && share < least)) return undefined
      const told = [
        ...(seen === undefined ? [] : [{ speaks: fromPeople, evidence: tellPeers(seen) }]),
        ...(counts === undefined ? [] : [{ speaks: fromTeam, evidence: tellSuggestion(counts, byTeam !== undefined) }]),
      ].sort((a, b) => b.speaks - a.speaks)
      return {
        content,
        score: (slot === 'checklist' ? checklistBand : 0) + Math.round(share * 10_000) / 10_000,
        evidence: told.map(({ evidence }) => evidence),
      }
    }

    return eligible
      .flatMap((version) => {
        const about = prepared.get(version)
        if (about === undefined || !standsHere(about, session) || isBegun(session, about.key)) return []
        return proposalFor(version, about) ?? []
      })
      .sort((a, b) => b.score - a.score || (a.content < b.content ? -1 : 1))
      .slice(0, most)
  },
})
