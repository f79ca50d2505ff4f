import type { NotShown, Objection } from '../../contract/content-fate.ts'
import type { IneligibleReason } from '../../contract/decision.ts'
import type { Reasons } from '../../contract/plugin.ts'

const ineligibleBecause: Readonly<Record<IneligibleReason, string>> = {
  'outside-schedule': 'the time lay outside its schedule',
  audience: 'the user was not in its audience',
  completed: 'the user had completed it',
  left: 'the user had left it, and it waits to be asked for',
  dismissed: 'the user had dismissed it',
  snoozed: 'the user had said "not now", and that time was not over',
  resting: 'it had been offered shortly before without being painted, and rested',
  blocked: "a block in the tenant's settings kept it from everybody",
  replaced: 'it had given its place to other content',
  'not-relevant': 'the user had said that it is not relevant to them',
  'reported-wrong': 'the user had said that something in this version of it is wrong',
  'fewer-like-this': 'the user had asked for fewer like it, and had seen one of its topic too short a time before',
  'topic-off': 'the user had said that they want nothing of one of its topics',
  'no-locale': "it was not written in the user's language, nor in the tenant's",
  'not-paintable': 'the widget in the tab that showed could not paint its kind',
  'action-missing': 'its button runs something that the page did not have, or not with such parameters',
  'slot-conflict': 'something else was open on the page that it had to wait for',
  'checklist-first': 'the user was new and had not begun the checklist that was open',
}

/** Where a guardrail gave no proper verdict, what it did instead stands as the code. */
const trouble: Readonly<Record<string, string>> = {
  late: 'did not answer in time',
  failed: 'failed',
  invalid: 'answered something that could not be read',
  tripped: 'was left alone after failing again and again',
  missing: 'was not installed',
  'account-full': 'wanted to count it with an account whose share was used up',
  'amended-too-early': 'changed its words instead of saying whether it may be shown',
}

const own = <V>(map: Readonly<Record<string, V>> | undefined, name: string): V | undefined =>
  map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined

const list = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`

/** Shares below a thousandth are still told from none. */
const percent = (probability: number): string => `${Number((probability * 100).toPrecision(3))} %`

const time = (at: number): string => new Date(at).toISOString()

/**
 * A sentence for whoever asks why a user did not see something, English and plain text.
 * @param reasonsOf a guardrail's own words for its codes; undefined for one that is no longer installed
 */
export const sayNotShown = (
  { content, at, answer }: { readonly content: string; readonly at: number; readonly answer: NotShown },
  reasonsOf: (plugin: string) => Reasons | undefined,
): string => {
  const objection = ({ plugin, code }: Objection): string => {
    const failure = own(trouble, code)
    if (failure !== undefined) return `${plugin} ${failure}, and what is not allowed is not shown`
    const words = own(reasonsOf(plugin), code)?.en
    return words === undefined ? `${plugin} objected (${code})` : `${plugin} objected (${code}: "${words}")`
  }
  const objections = (by: readonly Objection[]): string => list(by.map(objection))

  switch (answer.outcome) {
    case 'shown':
      return `"${content}" was shown: it was on the page from ${time(answer.paintedAt)}.`
    case 'not-painted':
      return answer.reason === null
        ? `"${content}" was chosen and sent, and the page had not painted it by then.`
        : `"${content}" was chosen and sent, and the page did not paint it (${answer.reason}).`
    case 'held-out':
      return `"${content}" was chosen, and kept back because the user belongs to the holdout: the share of users who see nothing, for comparison.`
    case 'withheld':
      return `"${content}" was drawn, and withheld because ${objections(answer.by)}.`
    case 'not-drawn':
      return `"${content}" was in the running with a probability of ${percent(answer.probability)}, and ${
        answer.chosen === null ? 'nothing' : `"${answer.chosen}"`
      } was drawn instead${
        answer.wornUntil === undefined
          ? ''
          : `; it had been shown again and again without being heeded, and goes behind others until ${time(answer.wornUntil)}`
      }.`
    case 'removed':
      return `"${content}" was proposed, and removed because ${objections(answer.by)}.`
    case 'not-proposed': {
      const failed = answer.recommenders.filter(({ outcome }) => outcome !== 'answered')
      const asked = answer.recommenders.map(({ plugin }) => plugin)
      return `"${content}" could have been shown, and no recommender proposed it${
        asked.length === 0 ? '; none is enabled' : ` (asked: ${list(asked)})`
      }${failed.map(({ plugin, outcome }) => `; ${plugin} ${own(trouble, outcome) ?? outcome}`).join('')}.`
    }
    case 'ineligible':
      return `"${content}" was not eligible: ${
        answer.correction === undefined
          ? ineligibleBecause[answer.reason]
          : `a member's correction (${answer.correction}) ${answer.reason === 'replaced' ? 'gave its place to other content' : 'kept it from this user'}`
      }.`
    case 'not-published':
      return `"${content}" was not among the content that was published then.`
    case 'no-record':
      return `No record stands for ${time(at)}: nothing had been decided for this user yet.`
    case 'erased':
      return 'The record of what was decided then has been erased.'
    default:
      return answer satisfies never
  }
}
