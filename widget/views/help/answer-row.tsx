import type { Answer } from '../../../contract/guidance.ts'
import type { Spoken } from '../../state/guidance-state.ts'
import { ChevronDown } from '../icons.tsx'
import { Paragraphs } from '../paragraphs.tsx'
import { useSignal } from '../use-signal.ts'
import type { ViewContext } from '../view-context.ts'
import type { Sayable } from '../words.ts'
import { Page, Praise, Route } from './help-icons.tsx'
import { Marked } from './marked.tsx'

interface Props {
  answer: Answer
  decision: string
  question: string
  /** The best answer to a question lies open. */
  startsOpen: boolean
  context: ViewContext
}

const sayable = ['helpful', 'not-relevant', 'wrong'] as const satisfies readonly Sayable[]

/** One answer: what the source says, which it is and how fresh; open, also why it is here and what the user says of it. */
export const AnswerRow = ({ answer, decision, question, startsOpen, context: { words, actions, locale } }: Props) => {
  const open = useSignal(startsOpen)
  const about: Spoken = { kind: answer.kind, key: answer.key, decision, listed: true }
  const more = `help-${answer.key}`
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(answer.date)
  return (
    <li class="answer" data-open={open.value || undefined}>
      <button
        type="button"
        class="answer-head stop"
        aria-expanded={open.value}
        aria-controls={more}
        onClick={() => (open.value = !open.value)}
      >
        <span class="answer-icon">{answer.kind === 'playbook' ? <Route /> : <Page />}</span>
        <span class="answer-title">{answer.title}</span>
        <ChevronDown />
      </button>
      <div class="answer-text">
        <p class="extract">
          <Marked text={answer.extract} question={question} />
        </p>
        <p class="source">
          {words.help.kind[answer.kind]} · {words.help.checked(date)}
        </p>
        <div id={more} hidden={!open.value}>
          {answer.sources && answer.sources.length > 0 && (
            <p class="source">
              {words.help.from}: {answer.sources.map(({ title }) => title).join(', ')}
            </p>
          )}
          <div class="why">
            <Paragraphs text={answer.why} />
          </div>
          <div class="says">
            {sayable.map((said) => (
              <button key={said} type="button" class="say" onClick={() => actions.correct(about, said)}>
                {said === 'helpful' && <Praise />}
                {words.said[said]}
              </button>
            ))}
          </div>
        </div>
      </div>
    </li>
  )
}
