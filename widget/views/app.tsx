import type { ReadonlySignal } from '@preact/signals-core'
import type { NoTarget } from '../anchors/find-target.ts'
import type { GuidanceState } from '../state/guidance-state.ts'
import type { HelpState } from '../state/help-state.ts'
import type { WidgetPort } from '../state/widget-port.ts'
import type { PageLook } from '../theme/page-look.ts'
import type { Surfaces } from './load-surfaces.ts'
import { Notice } from './notice.tsx'
import { Surface } from './surface.tsx'
import type { ViewContext } from './view-context.ts'

interface Props {
  state: GuidanceState
  help: HelpState
  context: ViewContext
  look: ReadonlySignal<PageLook>
  side: 'left' | 'right' | undefined
  said: ReadonlySignal<string>
  surfaces: Surfaces
  port: WidgetPort
  noTarget: (decision: string, reason: NoTarget) => void
}

export const App = ({ state, help, context, look, side, said, surfaces, port, noTarget }: Props) => {
  const { direction, mode } = look.value
  const [start, end] = direction === 'ltr' ? ['left', 'right'] : ['right', 'left']
  const stands = side ?? end
  const noted = state.noted.value
  const Help = help.isOpen.value ? surfaces.help.value : null
  // Help stands in the checklist's corner, for as long as it is open.
  const items = state.items.value.filter(({ kind }) => !Help || kind !== 'checklist')
  return (
    <div
      class="root"
      dir={direction}
      data-mode={mode}
      data-side={stands === start ? 'start' : 'end'}
      data-left={stands === 'left' || undefined}
    >
      {items.map((item) => {
        const View = surfaces.views.value[item.kind]
        return (
          View && (
            // A checklist goes on under its next decision.
            <Surface key={item.kind === 'checklist' ? item.key : item.decision}>
              <View item={item} state={state} context={context} gaveUp={(reason) => noTarget(item.decision, reason)} />
            </Surface>
          )
        )
      })}
      {Help && (
        <Surface key="help">
          <Help help={help} state={state} context={context} port={port} />
        </Surface>
      )}
      {noted && (
        <Surface key={noted}>
          <Notice noted={noted} context={context} close={() => (state.noted.value = null)} />
        </Surface>
      )}
      <div class="unseen" role="status">
        {said.value}
      </div>
    </div>
  )
}
