import type { RefObject } from 'preact'
import type { ShownChecklist } from '../state/guidance-state.ts'
import { ProgressRing } from './progress-ring.tsx'
import type { ViewContext } from './view-context.ts'

interface Props {
  list: ShownChecklist
  context: ViewContext
  element: RefObject<HTMLButtonElement | null>
  open: () => void
}

/** The collapsed checklist: a pill in the corner. */
export const Launcher = ({ list, context: { words }, element, open }: Props) => {
  const total = list.steps.length
  return (
    <button
      ref={element}
      type="button"
      class="launcher"
      aria-expanded={!list.collapsed}
      aria-controls="panel"
      onClick={open}
    >
      <ProgressRing done={list.done} total={total} />
      <span class="launcher-title">{list.item.title}</span>{' '}
      <span class="launcher-count">{list.next === null ? words.done : words.progress(list.done, total)}</span>
    </button>
  )
}
