import { useEffect, useRef } from 'preact/hooks'
import type { ShownChecklist } from '../state/guidance-state.ts'
import type { ViewContext } from './view-context.ts'

/** Says each step that becomes done while the checklist stands; what was done before is not news. */
export const useAnnouncedSteps = (list: ShownChecklist, { words, announce }: ViewContext): void => {
  const said = useRef(list.fresh)
  useEffect(() => {
    const news = list.steps.filter((step) => list.fresh.has(step.id) && !said.current.has(step.id))
    said.current = list.fresh
    if (news.length === 0) return
    const steps = news.map((step) => words.stepDone(step.title, list.done, list.steps.length)).join(' ')
    announce(list.next === null ? `${steps} ${words.allDoneText(list.item.title)}` : steps)
  }, [list])
}
