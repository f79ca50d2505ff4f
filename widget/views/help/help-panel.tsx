import { useEffect, useRef } from 'preact/hooks'
import { limits } from '../../../contract/limits.ts'
import { whenPainted } from '../../exposure/when-painted.ts'
import { guarded } from '../../state/guarded.ts'
import { type GuidanceState, nameOf } from '../../state/guidance-state.ts'
import type { HelpState } from '../../state/help-state.ts'
import type { WidgetPort } from '../../state/widget-port.ts'
import { helpStyle } from '../../theme/help-style.ts'
import { Cross } from '../icons.tsx'
import { ProgressRing } from '../progress-ring.tsx'
import type { ViewContext } from '../view-context.ts'
import { AnswerRow } from './answer-row.tsx'
import { Lens, Person } from './help-icons.tsx'
import { Nothing } from './nothing.tsx'
import '../surface-parts.ts'

export interface HelpProps {
  help: HelpState
  state: GuidanceState
  context: ViewContext
  port: WidgetPort
}

/**
 * Help, opened by the user: a search over what the team has written. Not modal, so that the page can be used beside it. The focus goes to its field,
 * and with Escape back to where it came from.
 */
const HelpPanel = ({ help, state, context, port }: HelpProps) => {
  const { words, announce, leave, exposures } = context
  const root = useRef<HTMLElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLOListElement>(null)
  const phase = help.phase.value
  const answers = help.answers.value
  const question = help.answered.value
  const gone = state.hidden.value
  const shown = (answers?.results ?? []).filter(
    ({ key, kind }) => !gone.has(nameOf({ kind, key, decision: answers?.decision ?? '', listed: true })),
  )
  const checklist = question === '' ? state.checklist.value : null
  const offersPerson = port.listens('handover')
  const isWithoutSource = phase !== 'failed' && answers !== null && question !== '' && shown.length === 0

  useEffect(() => {
    field.current?.focus({ preventScroll: true })
    field.current?.select()
  }, [])
  useEffect(() => {
    if (!answers || phase !== 'answered') return
    if (question) announce(shown.length > 0 ? words.help.found(shown.length) : words.help.none(question))
    const element = list.current
    if (element && shown.length > 0)
      return whenPainted(
        element,
        guarded(() => exposures.painted(answers.decision, shown)),
      )
  }, [answers, phase])
  useEffect(() => {
    if (phase === 'failed') announce(`${words.help.failed}. ${words.help.again}?`)
  }, [phase])

  const close = guarded(() => {
    help.close()
    leave()
  })
  const handOver = guarded(() => {
    port.emit('handover', {
      query: help.query.peek().trim(),
      sources: shown.map(({ key, version, title }) => ({ key, version, title })),
      errors: port.errors(),
      path: location.pathname,
    })
    close()
  })
  const carryOn = guarded(() => {
    const item = checklist?.item
    help.closeFor()
    if (item) context.actions.setCollapsed(item, false)
  })

  const stops = () => [...(root.current?.querySelectorAll<HTMLElement>('.stop') ?? [])]
  const onKey = guarded((event: KeyboardEvent) => {
    const all = stops()
    const at = all.indexOf(event.target as HTMLElement)
    const inField = event.target === field.current
    // A field's own Home and End move its caret.
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, ...(inField ? {} : { Home: 0, End: -1 }) }[event.key]
    if (event.key === 'Escape') {
      if (inField && help.query.value) help.type('')
      else close()
    } else if (event.key === 'Enter' && inField) help.ask()
    else if (to !== undefined && at >= 0) all.at(to % all.length)?.focus()
    else return
    event.preventDefault()
    event.stopPropagation()
  })

  return (
    <section ref={root} class="help" aria-label={words.help.title} onKeyDown={onKey}>
      <header class="help-head">
        <div class="help-search">
          <Lens />
          <input
            ref={field}
            class="stop"
            type="search"
            enterkeyhint="search"
            autocomplete="off"
            spellcheck={false}
            maxLength={limits.questionLength}
            aria-label={words.help.search}
            placeholder={words.help.search}
            value={help.query.value}
            onInput={({ currentTarget }) => help.type(currentTarget.value)}
          />
        </div>
        <button type="button" class="icon" aria-label={words.close} onClick={close}>
          <Cross />
        </button>
      </header>
      <div class="help-body" aria-busy={phase === 'waiting'}>
        {phase === 'failed' ? (
          <Nothing
            title={words.help.failed}
            text={navigator.onLine ? '' : words.help.offline}
            action={{ label: words.help.again, run: help.ask }}
          />
        ) : (
          <>
            {checklist && (
              <>
                <h2 class="help-label">{words.help.carryOn}</h2>
                <button type="button" class="carry-on stop" onClick={carryOn}>
                  <ProgressRing done={checklist.done} total={checklist.steps.length} />
                  <span class="answer-title">{checklist.item.title}</span>
                  <span class="count">{words.progress(checklist.done, checklist.steps.length)}</span>
                </button>
              </>
            )}
            {!answers && (
              <div class="bones" aria-hidden="true">
                <i />
                <i />
                <i />
              </div>
            )}
            {answers && shown.length > 0 && (
              <>
                <h2 class="help-label">{question ? words.help.found(shown.length) : words.help.suggested}</h2>
                <ol ref={list} class="answers" data-stale={phase === 'waiting' || undefined}>
                  {shown.map((answer, at) => (
                    <AnswerRow
                      key={`${answers.decision} ${answer.key}`}
                      answer={answer}
                      decision={answers.decision}
                      question={question}
                      startsOpen={question !== '' && at === 0}
                      context={context}
                    />
                  ))}
                </ol>
              </>
            )}
            {answers && shown.length === 0 && (
              <Nothing
                title={question ? words.help.none(question) : words.help.noSuggestions}
                text={question ? words.help.otherWords : ''}
                action={isWithoutSource && offersPerson ? { label: words.help.person, run: handOver } : null}
              />
            )}
          </>
        )}
      </div>
      {offersPerson && !isWithoutSource && (
        <footer class="help-foot">
          <button type="button" class="button quiet stop" onClick={handOver}>
            <Person />
            {words.help.person}
          </button>
        </footer>
      )}
    </section>
  )
}

export const helpSurface = { View: HelpPanel, style: helpStyle }
