import type { ShownChecklist } from '../state/guidance-state.ts'
import { Tick } from './icons.tsx'
import type { ViewContext } from './view-context.ts'

/** The end of a checklist. The burst is for those who have just finished it, not for those who come back. */
export const AllDone = ({ list, context: { words, actions } }: { list: ShownChecklist; context: ViewContext }) => (
  <div class="all-done" data-fresh={list.fresh.size > 0 || undefined}>
    <div class="medal" aria-hidden="true">
      {[0, 1, 2, 3, 4, 5, 6, 7].map((spark) => (
        <i key={spark} style={{ rotate: `${spark * 45}deg` }} />
      ))}
      <Tick />
    </div>
    <p class="all-done-title">{words.allDone}</p>
    <p class="all-done-text">{words.allDoneText(list.item.title)}</p>
    <button type="button" class="button primary" onClick={() => actions.correct(list.item, 'dismissed', true)}>
      {words.close}
    </button>
  </div>
)
