import { useEffect, useRef } from 'preact/hooks'
import type { ChecklistGuidance } from '../../contract/guidance.ts'
import { guarded } from '../state/guarded.ts'
import type { ShownChecklist } from '../state/guidance-state.ts'
import { checklistStyle } from '../theme/checklist-style.ts'
import { Launcher } from './launcher.tsx'
import { Panel } from './panel.tsx'
import type { LoadedSurface, SurfaceProps } from './surface.tsx'
import { useAnnouncedSteps } from './use-announced-steps.ts'
import { usePainted } from './use-painted.ts'
import type { ViewContext } from './view-context.ts'
import './surface-parts.ts'

/** The corner: a pill, or the panel that it opens into. The focus moves between the two only when the user has. */
const Checklist = ({ list, context }: { list: ShownChecklist; context: ViewContext }) => {
  const { item, collapsed } = list
  const root = useRef<HTMLElement>(null)
  const launcher = useRef<HTMLButtonElement>(null)
  const collapseButton = useRef<HTMLButtonElement>(null)
  const moved = useRef(false)

  usePainted(root, item, context.exposures, true)
  useAnnouncedSteps(list, context)

  useEffect(() => {
    if (!moved.current) return
    moved.current = false
    const heir = collapsed ? launcher : collapseButton
    heir.current?.focus({ preventScroll: true })
  }, [collapsed])

  const setCollapsed = (to: boolean) => {
    moved.current = true
    context.actions.setCollapsed(item, to)
  }
  const onEscape = guarded((event: KeyboardEvent) => {
    if (event.key !== 'Escape' || collapsed) return
    event.stopPropagation()
    setCollapsed(true)
  })

  return (
    <section
      ref={root}
      class="checklist"
      aria-label={item.title}
      data-collapsed={collapsed || undefined}
      onKeyDown={onEscape}
    >
      <Launcher list={list} context={context} element={launcher} open={() => setCollapsed(false)} />
      <Panel
        key={item.key}
        list={list}
        context={context}
        collapseButton={collapseButton}
        collapse={() => setCollapsed(true)}
      />
    </section>
  )
}

const OfState = ({ state, context }: SurfaceProps<ChecklistGuidance>) => {
  const list = state.checklist.value
  return list && <Checklist list={list} context={context} />
}

export const checklistSurface: LoadedSurface<ChecklistGuidance> = { View: OfState, style: checklistStyle }
