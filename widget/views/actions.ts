import type { ChecklistGuidance, GuidanceItem } from '../../contract/guidance.ts'
import type { Exposures } from '../exposure/exposures.ts'
import { guarded } from '../state/guarded.ts'
import type { GuidanceState } from '../state/guidance-state.ts'
import type { WidgetPort } from '../state/widget-port.ts'

/** What the user can do with a piece of guidance. Each acts on the screen at once and tells the server. */
export interface Actions {
  dismiss(item: GuidanceItem): void
  notNow(item: GuidanceItem): void
  setCollapsed(item: ChecklistGuidance, collapsed: boolean): void
  tick(item: ChecklistGuidance, step: string): void
  follow(item: GuidanceItem): void
  navigate(route: string): void
}

export const createActions = (port: WidgetPort, state: GuidanceState, exposures: Exposures): Actions => {
  const say = (item: GuidanceItem, action: 'dismissed' | 'not-now' | 'collapsed' | 'opened' | 'followed') => {
    port.send('feedback', { decision: item.decision, action, ...exposures.shownFor(item.decision) })
    port.emit(action, { kind: item.kind, key: item.key, decision: item.decision })
  }
  return {
    dismiss: guarded((item) => {
      state.hide(item.decision)
      say(item, 'dismissed')
    }),
    notNow: guarded((item) => {
      state.hide(item.decision)
      say(item, 'not-now')
    }),
    setCollapsed: guarded((item, collapsed) => {
      state.setCollapsed(item.key, collapsed)
      say(item, collapsed ? 'collapsed' : 'opened')
    }),
    tick: guarded((item, step) => {
      state.tick(item.key, step)
      port.send('step-done', { content: item.key, step })
    }),
    follow: guarded((item) => {
      // A tip has done its work once it was followed; a checklist goes on.
      if (item.kind === 'tip') state.hide(item.decision)
      say(item, 'followed')
    }),
    navigate: guarded((route) => port.navigate(route)),
  }
}
