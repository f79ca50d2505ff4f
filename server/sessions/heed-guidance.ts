import type { MessageBody } from '../../contract/entries.ts'
import type { Session } from '../../contract/session.ts'
import { own } from './named-map.ts'
import { givenUnder } from './standing.ts'

/** What is in front of the user can be painted without their doing; a word about it, or a step on, cannot. */
const answeredDecision = (message: MessageBody['message']): string | undefined => {
  switch (message.kind) {
    case 'feedback':
    case 'survey':
    case 'action-ran':
      return message.decision
    case 'tour':
      return message.did === 'shown' || message.did === 'missing' ? undefined : message.decision
    default:
      return undefined
  }
}

/** Contents with which the user has just done something: said, clicked, progressed, or reached what they were for. */
const heeded = (before: Session, after: Session, { message }: MessageBody): readonly string[] => {
  const contents: string[] = []
  const decision = answeredDecision(message)
  if (decision !== undefined) {
    const given = givenUnder(before, decision)
    if (given !== undefined) contents.push(given.content)
  }
  if (after.progress !== before.progress)
    for (const key of Object.keys(after.progress))
      if (own(after.progress, key) !== own(before.progress, key)) contents.push(key)
  if (after.trials !== before.trials)
    for (const { decision, item, reached } of after.trials)
      if (reached && before.trials.some((one) => one.decision === decision && !one.reached)) contents.push(item)
  return contents
}

/** Whatever was shown in vain until now has not been: see `decision/wear.ts`. */
export const heedGuidance = (before: Session, after: Session, body: MessageBody): Session => {
  const contents = heeded(before, after, body).filter((key) => own(after.shown, key)?.unheeded !== undefined)
  if (contents.length === 0) return after
  const shown = { ...after.shown }
  for (const key of contents) {
    const one = own(shown, key)
    if (one === undefined) continue
    const { unheeded: _, ...rest } = one
    shown[key] = rest
  }
  return { ...after, shown }
}
