import { guarded } from '../state/guarded.ts'
import type { ShownChecklist } from '../state/guidance-state.ts'
import { ActionOf } from './action-link.tsx'
import { Tick } from './icons.tsx'
import { Paragraphs } from './paragraphs.tsx'
import type { ViewContext } from './view-context.ts'

interface Props {
  step: ShownChecklist['steps'][number]
  list: ShownChecklist
  context: ViewContext
  expanded: boolean
  toggle: () => void
  followed: () => void
}

/** One step: its mark (a checkbox where a click completes it), its title, and what to do while it is open. */
export const StepRow = ({ step, list, context: { words, actions }, expanded, toggle, followed }: Props) => {
  const fold = `step-${step.id}`
  const foldable = !step.done && (step.body || step.action || step.command)
  return (
    <li class="step" data-done={step.done || undefined} data-open={(expanded && !step.done) || undefined}>
      {step.byClick ? (
        // biome-ignore lint/a11y/useSemanticElements: a native checkbox would untick itself, and looks different everywhere
        <button
          type="button"
          class="mark box"
          role="checkbox"
          aria-checked={step.done}
          aria-disabled={step.done}
          aria-label={words.markDone(step.title)}
          data-fresh={list.fresh.has(step.id) || undefined}
          onClick={guarded(() => step.done || actions.tick(list.item, step.id))}
        >
          <Tick />
        </button>
      ) : (
        <span class="mark" data-fresh={list.fresh.has(step.id) || undefined}>
          <Tick />
        </span>
      )}
      <div class="step-main">
        {foldable ? (
          <button type="button" class="step-title" aria-expanded={expanded} aria-controls={fold} onClick={toggle}>
            <span>{step.title}</span>
          </button>
        ) : (
          <span class="step-title">
            {step.done && <span class="unseen">{words.done}: </span>}
            <span>{step.title}</span>
          </span>
        )}
        {(step.body || step.action || step.command) && (
          <div class="fold" id={fold}>
            <div class="fold-inner">
              {step.body && (
                <div class="step-body">
                  <Paragraphs text={step.body} />
                </div>
              )}
              <ActionOf of={step} actions={actions} followed={followed} />
            </div>
          </div>
        )}
      </div>
    </li>
  )
}
