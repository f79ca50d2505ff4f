import type { Guidance, Welcome } from '../contract/guidance.ts'
import type { GuidanceView, WidgetPort } from './state/widget-port.ts'
import type { ConnectionPort } from './transport/connection-port.ts'
import { mountGuidance } from './views/mount.tsx'

export interface Presenter extends Pick<GuidanceView, 'show' | 'hear' | 'openHelp' | 'closeHelp'> {
  /** Somebody else is at the page now: nothing of before may stay. */
  clear(): void
}

const completedSince = (before: Guidance | null, after: Guidance) =>
  after.items.flatMap((item) => {
    const earlier = before?.items.find((one) => one.key === item.key)
    if (item.kind !== 'checklist' || earlier?.kind !== 'checklist') return []
    const open = earlier.steps.filter((step) => !step.done).map((step) => step.id)
    const steps = item.steps.filter((step) => step.done && open.includes(step.id)).map((step) => step.id)
    return [{ key: item.key, steps, whole: steps.length > 0 && item.steps.every((step) => step.done) }]
  })

/** Puts guidance on the page, and tells the host's listeners what was completed. Loaded with the first that has something to show. */
export const presentGuidance = (port: ConnectionPort, theme: Welcome['theme'], ask: WidgetPort['ask']): Presenter => {
  let last: Guidance | null = null
  const widgetPort: WidgetPort = {
    send: (kind, fields) => void port.tell(kind, fields),
    emit: (event, detail) => port.emit(event as 'shown', detail as never),
    listens: port.heard,
    ask,
    errors: () => [...port.errors],
    offersHelp: port.help() !== undefined,
    navigate: port.navigate,
    theme: port.mode ? { ...theme, mode: port.mode } : theme,
    locale: port.locale(),
  }
  const view = mountGuidance(widgetPort)
  return {
    show: (guidance) => {
      const completed = completedSince(last, guidance)
      last = guidance
      view.show(guidance)
      for (const { key, steps, whole } of completed) {
        for (const step of steps) port.emit('step-completed', { key, step })
        if (whole) port.emit('checklist-completed', { key })
      }
    },
    hear: view.hear,
    openHelp: view.openHelp,
    closeHelp: view.closeHelp,
    clear: view.destroy,
  }
}
