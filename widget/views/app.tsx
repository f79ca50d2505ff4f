import type { ReadonlySignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import type { NoTarget } from '../anchors/find-target.ts'
import type { GuidanceState } from '../state/guidance-state.ts'
import type { PageLook } from '../theme/page-look.ts'
import { Checklist } from './checklist.tsx'
import { Notice } from './notice.tsx'
import { Surface } from './surface.tsx'
import type { Tip } from './tip.tsx'
import type { ViewContext } from './view-context.ts'

interface Props {
  state: GuidanceState
  context: ViewContext
  look: ReadonlySignal<PageLook>
  side: 'left' | 'right' | undefined
  said: ReadonlySignal<string>
  /** Arrives with the first tip. */
  tipSurface: ReadonlySignal<ComponentType<Parameters<typeof Tip>[0]> | null>
  noTarget: (decision: string, reason: NoTarget) => void
}

export const App = ({ state, context, look, side, said, tipSurface, noTarget }: Props) => {
  const { direction, mode } = look.value
  const [start, end] = direction === 'ltr' ? ['left', 'right'] : ['right', 'left']
  const stands = side ?? end
  const list = state.checklist.value
  const tip = state.tip.value
  const TipSurface = tipSurface.value
  const noted = state.noted.value
  return (
    <div
      class="root"
      dir={direction}
      data-mode={mode}
      data-side={stands === start ? 'start' : 'end'}
      data-left={stands === 'left' || undefined}
    >
      {list && (
        <Surface key={list.item.key}>
          <Checklist list={list} context={context} />
        </Surface>
      )}
      {tip && TipSurface && (
        <Surface key={tip.decision}>
          <TipSurface item={tip} context={context} gaveUp={(reason) => noTarget(tip.decision, reason)} />
        </Surface>
      )}
      {noted && (
        <Surface key={noted}>
          <Notice noted={noted} context={context} close={() => (state.noted.value = null)} />
        </Surface>
      )}
      <div class="unseen" role="status">
        {said}
      </div>
    </div>
  )
}
