import { canonicalJson } from '../../contract/canonical-json.ts'
import type { CompiledItem } from '../../contract/compiled-catalogue.ts'
import type { Chosen, Decision, DecisionInput, DecisionResult, ListedContent } from '../../contract/decision.ts'
import { limits } from '../../contract/limits.ts'
import { localeChain } from '../../contract/localise.ts'
import type { Candidate, CheckAnswer } from '../../contract/plugin.ts'
import { sayWords } from '../../contract/say-words.ts'
import { sellsFeature } from '../../contract/sells-feature.ts'
import { sessionView } from '../../contract/session-view.ts'
import type { Asker, DecisionWorld } from './asker.ts'
import { checkContent } from './check-content.ts'
import { contentText } from './content-text.ts'
import { corrected } from './corrected.ts'
import { digestOf } from './digest.ts'
import { explain } from './explain.ts'
import { gather } from './gather.ts'
import { heedCorrections } from './heed-corrections.ts'
import { inTone, toneOf } from './in-tone.ts'
import { checkInputOf, judge } from './judge.ts'
import { spreadTopics } from './spread-topics.ts'
import { target } from './target.ts'

/** What a user asked for: a decision's input with the question. */
export type AskedInput = DecisionInput & Required<Pick<DecisionInput, 'ask'>>

export const isAsked = (input: DecisionInput): input is AskedInput => input.ask !== undefined

const keysIn = (items: readonly CompiledItem[] = []): readonly string[] => items.map(({ key }) => key)

/** Nobody is sold what they have. */
const sellersOf = ({ feature, has }: NonNullable<DecisionInput['gate']>, { catalogue, features }: DecisionWorld) =>
  has === 'yes'
    ? []
    : keysIn((catalogue.bySlot.get('overlay') ?? []).filter(({ content }) => sellsFeature(content, feature, features)))

/** The answers that concern one of several candidates, as if it had been checked alone. */
const answersFor = (answers: readonly CheckAnswer[], place: number, count: number): readonly CheckAnswer[] =>
  answers.map((answer) => {
    const verdict = answer.value?.length === count ? answer.value[place] : undefined
    return { ...answer, value: verdict === undefined ? null : [verdict] }
  })

/**
 * Decides what a user is answered who asked: stages 6 to 11 for a list, in their order. As everything was asked for, the ranking draw, the
 * holdout, what spares attention and what the user said or did before do not stand against it; consent, entitlement, audience and blocks
 * do, and against a mere suggestion also that the user said it was not relevant. Pure but for the plugins' answers, which are recorded, and the recorded cost.
 */
export const decideList = async (
  { id, trigger, input }: { readonly id: string; readonly trigger: string; readonly input: AskedInput },
  world: DecisionWorld,
  ask: Asker,
): Promise<Decision> => {
  const { slot, session, now, gate } = input
  const { k, spare = 0 } = input.ask
  const { settings, catalogue } = world
  const startedAt = world.monotonicMs()
  const say = sayWords(settings.vocabulary, settings.locale)
  // What a gate lists are offers, and stands against them as it would in their own slot.
  const question: AskedInput = gate === undefined ? input : { ...input, slot: 'overlay', paints: ['offer'] }

  const steering = corrected(question, world)
  const heeded = heedCorrections(session, catalogue, now)
  const view = () => sessionView(session, now, catalogue)
  // Of suggestions nobody asked for this one: what the user said is not for them is not suggested.
  const isUnwanted = (item: CompiledItem) =>
    input.ask.query === null && heeded.against(item, view, true)?.reason === 'not-relevant'
  const asked = new Set(
    gate === undefined
      ? keysIn(catalogue.bySlot.get(slot)?.filter((item) => !isUnwanted(item)))
      : sellersOf(gate, world),
  )
  const targeted = target(question, world, steering, asked, null, heeded)
  const eligible = targeted.eligible.map(({ version }) => version)
  // Pins go first among what is offered; a question is answered by what speaks of it.
  const { recommenders, candidates: found } = await gather(
    input,
    world,
    ask,
    { targeted, steering, heeded },
    { asked: gate === undefined ? [] : [...asked], pins: new Map(), stands: null },
  )
  const plugins = new Set(recommenders.map(({ plugin }) => plugin))
  const sources = new Map(found.map(({ content, source }) => [content, source]))
  const candidates: readonly Candidate[] = found.map((candidate) =>
    plugins.has(candidate.source) ? { ...candidate, source: 'user' } : candidate,
  )
  const gatheredAt = world.monotonicMs()

  const { eligibility, guarded } = await judge(input, world, ask, candidates, asked)
  const guardedAt = world.monotonicMs()

  // Sorting is stable: equals stay in the tenant's order of recommenders.
  const byScore = [...guarded.kept].sort((a, b) => b.score - a.score || b.priority - a.priority)
  const topicsOf = ({ content }: Candidate) => catalogue.byVersion.get(content)?.content.topics ?? []
  // Whoever searches for something wants all of it; whoever asks what fits wants to see what there is.
  const ordered = input.ask.query === null ? spreadTopics(byScore, topicsOf, k + spare, limits.listedPerTopic) : byScore
  const first = ordered.slice(0, k + spare)
  const chain = localeChain(session.locale, settings.locale)
  const said = first.flatMap(({ content }) => {
    const item = catalogue.byVersion.get(content)
    return item === undefined ? [] : [inTone(contentText(item.content, chain), settings.tone)]
  })
  const texts = said.map(({ text }) => text)
  const content =
    first.length === 0 ? [] : await ask.check('content', settings.guardrails, checkInputOf(input, world), first, texts)

  const checked = first.map((candidate, place) => ({
    candidate,
    rank: place + 1,
    check: checkContent(candidate, answersFor(content, place, first.length), asked, undefined, said[place]?.patch),
    said: said[place],
  }))
  // What is withheld leaves its place to the next; whom nobody needed is not judged.
  const looked = untilEnough(checked, k)
  const passed = looked.filter(({ check }) => !check.withheld)
  const list = passed.flatMap(({ candidate, rank, check, said }, place): ListedContent[] => {
    if (check.withheld) return []
    const { key, content: version, source, evidence } = candidate
    const chosen: Chosen = {
      content: key,
      version,
      source,
      evidence,
      reserve: [],
      amended: check.amended,
      ...toneOf(said, settings),
    }
    const proposed = { source: sources.get(version) ?? source, evidence }
    const moved = rank === place + 1 ? {} : { rank }
    return [{ ...chosen, ...moved, why: explain(proposed, [], world.reasonsOf, settings.explanations, now, say) }]
  })

  const [best] = list
  const result: DecisionResult = {
    eligible,
    ineligible: targeted.ineligible,
    candidates,
    removals: [...guarded.removals, ...looked.flatMap(({ check }) => (check.withheld ? check.removals : []))],
    probabilities: ordered.map(({ content: version }) => ({
      content: version,
      probability: list.some((listed) => listed.version === version) ? 1 : 0,
    })),
    choice: best === undefined ? null : withoutWhy(best),
    list,
    nothing: best === undefined ? whyNothing(candidates.length, first.length) : null,
    heldOut: false,
    holdout: 'asked',
    retryAt: null,
  }
  return {
    id,
    user: session.user,
    at: now,
    trigger,
    input,
    answers: { recommenders, eligibility, content },
    result,
    digest:
      gate === undefined
        ? digestOf(result, world.hash)
        : world.hash(canonicalJson([gate, digestOf(result, world.hash)])),
    why: best?.why ?? {},
    cost: {
      gatherMs: gatheredAt - startedAt,
      guardMs: guardedAt - gatheredAt,
      totalMs: world.monotonicMs() - startedAt,
    },
  }
}

const withoutWhy = ({ why: _, rank: __, ...chosen }: ListedContent): Chosen => chosen

/** The beginning of a list in which `k` are not withheld; all of it where there are fewer. */
const untilEnough = <C extends { readonly check: { readonly withheld: boolean } }>(
  checked: readonly C[],
  k: number,
): readonly C[] => {
  let passed = 0
  const end = checked.findIndex(({ check }) => {
    if (!check.withheld) passed += 1
    return passed === k
  })
  return end < 0 ? checked : checked.slice(0, end + 1)
}

const whyNothing = (candidates: number, kept: number): DecisionResult['nothing'] =>
  candidates === 0 ? 'no-candidates' : kept === 0 ? 'all-removed' : 'withheld'
