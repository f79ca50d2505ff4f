import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { ShownChecklist } from '../state/guidance-state.ts'
import { narrowPx } from '../theme/tokens.ts'
import { ActionOf } from './action-link.tsx'
import { AllDone } from './all-done.tsx'
import { feedbackItems } from './feedback-items.ts'
import { ChevronDown, Cross, Question } from './icons.tsx'
import { Menu } from './menu.tsx'
import { Paragraphs } from './paragraphs.tsx'
import { StepRow } from './step-row.tsx'
import { useSignal } from './use-signal.ts'
import type { ViewContext } from './view-context.ts'

interface Props {
  list: ShownChecklist
  context: ViewContext
  /** Takes the focus when the user has opened the panel. */
  collapseButton: RefObject<HTMLButtonElement | null>
  collapse: () => void
}

/** Time for the last tick to be seen before the end takes its place. */
const lastTickMs = 900

export const Panel = ({ list, context, collapseButton, collapse }: Props) => {
  const { words, actions, help } = context
  const { item, steps, done, next } = list
  const asking = useSignal(false)
  // The next open step unfolds by itself; what the user unfolds instead counts until the next one changes.
  const chosen = useSignal<string | null | undefined>(undefined)
  const ended = useSignal(next === null)
  const expanded = chosen.value === undefined ? next : chosen.value

  useEffect(() => {
    chosen.value = undefined
    if (next !== null) {
      ended.value = false
      return
    }
    const timer = setTimeout(() => {
      ended.value = true
    }, lastTickMs)
    return () => clearTimeout(timer)
  }, [item.key, next])

  const helpButton = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (help?.takesFocusBack()) (helpButton.current ?? collapseButton.current)?.focus({ preventScroll: true })
  }, [])

  const followed = () => {
    actions.follow(item)
    // On a phone the panel covers what the step is about.
    if (innerWidth < narrowPx) collapse()
  }

  return (
    <div class="panel" id="panel">
      <header class="head">
        <div class="head-row">
          <h2>{item.title}</h2>
          {help && (
            <button type="button" class="icon" ref={helpButton} aria-label={words.help.title} onClick={help.openFrom}>
              <Question />
            </button>
          )}
          <Menu
            label={words.more}
            items={[{ label: words.why, choose: () => (asking.value = true) }, ...feedbackItems(item, context)]}
          />
          <button
            ref={collapseButton}
            type="button"
            class="icon"
            aria-label={words.collapse}
            aria-expanded={!list.collapsed}
            aria-controls="panel"
            onClick={collapse}
          >
            <ChevronDown />
          </button>
        </div>
        {item.body && !ended.value && (
          <div class="head-body">
            <Paragraphs text={item.body} />
          </div>
        )}
        <div class="progress">
          <div
            class="bar"
            role="progressbar"
            aria-label={item.title}
            aria-valuemin={0}
            aria-valuemax={steps.length}
            aria-valuenow={done}
            aria-valuetext={words.progress(done, steps.length)}
          >
            <div class="bar-done" style={{ width: `${(100 * done) / steps.length}%` }} />
          </div>
          <span class="count" aria-hidden="true">
            {words.progress(done, steps.length)}
          </span>
        </div>
        {asking.value && (
          <div class="why">
            <div class="why-row">
              <strong>{words.why}</strong>
              <button type="button" class="icon small" aria-label={words.close} onClick={() => (asking.value = false)}>
                <Cross />
              </button>
            </div>
            <Paragraphs text={item.why} />
          </div>
        )}
      </header>
      {ended.value ? (
        <AllDone list={list} context={context} />
      ) : (
        <ol class="steps">
          {steps.map((step) => (
            <StepRow
              key={step.id}
              step={step}
              list={list}
              context={context}
              expanded={expanded === step.id}
              toggle={() => (chosen.value = expanded === step.id ? null : step.id)}
              followed={followed}
            />
          ))}
        </ol>
      )}
      {(item.action || item.command) && !ended.value && (
        <footer class="foot">
          <ActionOf of={item} actions={actions} followed={followed} />
        </footer>
      )}
    </div>
  )
}
