import type { ChecklistGuidance, GuidanceItem } from '../../contract/guidance.ts'
import type { CorrectionKind } from '../../contract/messages.ts'
import type { Exposures } from '../exposure/exposures.ts'
import { guarded } from '../state/guarded.ts'
import { type GuidanceState, nameOf, type Spoken } from '../state/guidance-state.ts'
import type { FieldsOf, WidgetPort } from '../state/widget-port.ts'
import type { Sayable } from './words.ts'

/** What the user can do with a piece of guidance. Each acts on the screen at once and tells the server. */
export interface Actions {
  /** @param silently nothing is said of it, and no way back is offered */
  correct(item: Spoken, said: Sayable, silently?: boolean): void
  /** Takes back what was noted last. */
  undo(): void
  setCollapsed(item: ChecklistGuidance, collapsed: boolean): void
  tick(item: ChecklistGuidance, step: string): void
  follow(item: GuidanceItem): void
  navigate(route: string): void
  /** Asks for other content by its key. */
  start(content: string): void
}

const weekMs = 7 * 86_400_000
const kindOf = (said: Sayable): CorrectionKind => (said === 'not-this-week' ? 'not-now' : said)

export const createActions = (
  port: WidgetPort,
  state: GuidanceState,
  exposures: Exposures,
  hasFocus: () => boolean,
): Actions => {
  const say = (item: Spoken, action: FieldsOf<'feedback'>['action'], more?: Partial<FieldsOf<'feedback'>>) => {
    const { kind, key, decision, listed } = item
    port.send('feedback', {
      decision,
      action,
      ...(listed && { content: key }),
      ...more,
      ...exposures.shownFor(decision),
    })
    port.emit(action, { kind, key, decision })
  }
  return {
    correct: guarded((item, said, silently = false) => {
      if (!silently) state.noted.value = { item, said, hadFocus: hasFocus() }
      // Praise sends nothing away.
      if (said !== 'helpful') state.hide(nameOf(item))
      say(item, kindOf(said), said === 'not-this-week' ? { snoozeMs: weekMs } : undefined)
    }),
    undo: guarded(() => {
      const noted = state.noted.peek()
      if (!noted) return
      state.noted.value = null
      state.hide(nameOf(noted.item), false)
      say(noted.item, 'undone', { undoes: kindOf(noted.said) })
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
      // A tip or an offer has done its work once it was followed; a checklist goes on.
      if (item.kind !== 'checklist') state.hide(item.decision)
      say(item, 'followed')
    }),
    navigate: guarded((route) => port.navigate(route)),
    start: guarded((content) => port.send('start', { content })),
  }
}
