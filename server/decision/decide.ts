import type { Decision, DecisionInput, DecisionResult } from '../../contract/decision.ts'
import { localeChain } from '../../contract/localise.ts'
import { sayWords } from '../../contract/say-words.ts'
import { askedFor } from './asked-for.ts'
import type { Asker, DecisionWorld } from './asker.ts'
import { checkContent } from './check-content.ts'
import { contentText } from './content-text.ts'
import { corrected } from './corrected.ts'
import { digestOf } from './digest.ts'
import { explain } from './explain.ts'
import { gather } from './gather.ts'
import { heedCorrections } from './heed-corrections.ts'
import { holdoutStanding } from './hold-out.ts'
import { inTone, toneOf } from './in-tone.ts'
import { checkInputOf, judge } from './judge.ts'
import { rankAndDraw, trialOf } from './rank-and-draw.ts'
import { retryAt } from './retry-at.ts'
import { roomFor } from './room-for.ts'
import { pausesAt, standing } from './standing.ts'
import { target } from './target.ts'
import { whatChanged } from './what-changed.ts'

/**
 * Decides what stands in one slot: stages 6 to 11, in their order. Everything but the plugins' answers and the recorded cost is a pure
 * function of the input and the world, and the answers are recorded: asked again from its record it gives the same.
 */
export const decideSlot = async (
  { id, trigger, input }: { readonly id: string; readonly trigger: string; readonly input: DecisionInput },
  world: DecisionWorld,
  ask: Asker,
): Promise<Decision> => {
  const { session, now } = input
  const { settings, catalogue } = world
  const startedAt = world.monotonicMs()
  const steering = corrected(input, world)
  const instead = (key: string): string => steering.replaced.get(key)?.key ?? key
  const askedKeys = [...new Set(askedFor(input).map(instead))]
  const asked = new Set(askedKeys)
  const pins = [...steering.pins.keys()]

  const stands = standing(input, (version) => catalogue.byVersion.get(version)?.content, steering.acting)
  const heeded = heedCorrections(session, catalogue, now)
  const targeted = target(input, world, steering, asked, stands?.version ?? null, heeded)
  const eligible = targeted.eligible.map(({ version }) => version)
  const stood = stands === null ? undefined : catalogue.byVersion.get(stands.version)?.content
  const pausedAt = stands === null || stood === undefined ? null : pausesAt(stood, session, stands)

  const { recommenders, candidates } = await gather(
    input,
    world,
    ask,
    { targeted, steering, heeded },
    { asked: askedKeys, pins: steering.pins, stands },
  )
  const gatheredAt = world.monotonicMs()

  const { eligibility, guarded } = await judge(input, world, ask, candidates, asked)
  const guardedAt = world.monotonicMs()

  const drawing = await rankAndDraw(
    guarded.kept,
    input,
    catalogue,
    {
      asked: askedKeys,
      pins,
      explorationShare: settings.explorationShare,
      outcomes: settings.outcomes,
      standing: stands?.version ?? null,
    },
    ask.rank,
  )
  const { probabilities, drawn, ranking } = drawing
  const item = drawn === null ? undefined : catalogue.byVersion.get(drawn.content)

  const said =
    item === undefined
      ? null
      : inTone(contentText(item.content, localeChain(session.locale, settings.locale)), settings.tone)
  const content =
    drawn === null || said === null
      ? []
      : await ask.check('content', settings.guardrails, checkInputOf(input, world), [drawn], [said.text])
  const checked =
    drawn === null
      ? null
      : checkContent(drawn, content, asked, (reserve) => roomFor(reserve, input.accountCaps, now) === null, said?.patch)

  const choice: DecisionResult['choice'] =
    drawn === null || checked === null || checked.withheld
      ? null
      : {
          content: drawn.key,
          version: drawn.content,
          source: drawn.source,
          evidence: drawn.evidence,
          reserve: [...(guarded.reserve.get(drawn.content) ?? []), ...checked.reserve],
          amended: checked.amended,
          ...toneOf(said, settings),
        }
  const trial = trialOf(drawing, choice)
  const wasAsked = choice !== null && asked.has(choice.content)
  const holdout = wasAsked ? 'asked' : holdoutStanding(session, settings, world.hash)
  const changed = whatChanged(input, choice, targeted.ineligible, world)
  const rested = guarded.kept.flatMap(({ wornUntil }) => wornUntil ?? [])
  const result: DecisionResult = {
    eligible,
    ineligible: targeted.ineligible,
    candidates,
    removals: [...guarded.removals, ...(checked?.withheld === true ? checked.removals : [])],
    probabilities,
    choice,
    ...(changed.length === 0 ? {} : { changed }),
    nothing: choice === null ? whyNothing(candidates.length, guarded.kept.length, drawn !== null) : null,
    ...(trial === undefined ? {} : { trial }),
    ...(drawing.uniform ? { uniform: true as const } : {}),
    heldOut: holdout === 'drawn',
    holdout,
    retryAt: retryAt(
      now,
      steering.changesAt,
      targeted.changesAt,
      guarded.changesAt,
      drawing.changesAt,
      pausedAt === null ? [] : [pausedAt],
      rested,
    ),
  }
  return {
    id,
    user: session.user,
    at: now,
    trigger,
    input,
    answers: { recommenders, eligibility, content, ...(ranking === undefined ? {} : { ranking }) },
    result,
    digest: digestOf(result, world.hash),
    why:
      choice?.source === 'standing' && stands !== null
        ? stands.why
        : explain(
            choice,
            changed,
            world.reasonsOf,
            settings.explanations,
            now,
            sayWords(settings.vocabulary, settings.locale),
          ),
    cost: {
      gatherMs: gatheredAt - startedAt,
      guardMs: guardedAt - gatheredAt,
      totalMs: world.monotonicMs() - startedAt,
    },
  }
}

const whyNothing = (candidates: number, kept: number, wasDrawn: boolean): DecisionResult['nothing'] => {
  if (candidates === 0) return 'no-candidates'
  if (kept === 0) return 'all-removed'
  return wasDrawn ? 'withheld' : 'drawn'
}
