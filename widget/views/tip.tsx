import { useEffect, useRef } from 'preact/hooks'
import type { TipGuidance } from '../../contract/guidance.ts'
import { watchTarget } from '../anchors/watch-target.ts'
import { guarded } from '../state/guarded.ts'
import { tipStyle } from '../theme/tip-style.ts'
import { ActionOf } from './action-link.tsx'
import { feedbackItems } from './feedback-items.ts'
import { followTarget } from './follow-target.ts'
import { Cross } from './icons.tsx'
import { Menu } from './menu.tsx'
import { Paragraphs } from './paragraphs.tsx'
import type { LoadedSurface, SurfaceProps } from './surface.tsx'
import { usePainted } from './use-painted.ts'
import { useSignal } from './use-signal.ts'
import { useTyping } from './use-typing.ts'
import './surface-parts.ts'

/**
 * A note beside its target. It never takes the focus, so it is a named region and not a dialog (docs/decisions/0006): it is announced, found
 * among the landmarks, and left with Escape, which gives the focus back.
 */
const Tip = ({ item, context, gaveUp }: SurfaceProps<TipGuidance>) => {
  const { words, actions, exposures, announce, leave, host } = context
  const box = useRef<HTMLElement>(null)
  const point = useRef<HTMLDivElement>(null)
  const target = useSignal<Element | null>(null)
  const begun = useSignal(false)
  const seen = useSignal(false)
  const asking = useSignal(false)
  const typing = useTyping(host)

  useEffect(
    () =>
      watchTarget(item.anchor, host, {
        found: (element) => {
          target.value = element
        },
        lost: () => {
          target.value = null
          seen.value = false
        },
        gaveUp,
      }),
    [item.decision],
  )

  // A tip that stands stays while the user types; one that has not begun waits for a pause.
  const beside = target.value
  const begins = begun.value || (beside !== null && !typing)
  useEffect(() => {
    if (begins) begun.value = true
    if (!begins || !beside || !box.current || !point.current) return
    const stop = followTarget(beside, box.current, point.current, item.placement, (visible) => {
      seen.value = visible
    })
    return () => {
      stop()
      seen.value = false
    }
  }, [beside, begins, item.placement])

  usePainted(box, item, exposures, seen.value)
  const announced = useRef(false)
  useEffect(() => {
    if (!seen.value || announced.current) return
    announced.current = true
    announce(`${words.tip(item.title)}. ${item.body}`)
  }, [seen.value])

  const leaving = (said: 'dismissed' | 'not-now') =>
    guarded(() => {
      const had = box.current?.contains(host.shadowRoot?.activeElement ?? null)
      actions.correct(item, said)
      if (had) leave()
    })
  const notNow = leaving('not-now')
  const onEscape = guarded((event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    notNow()
  })

  return (
    <section
      ref={box}
      class="tip"
      aria-label={words.tip(item.title)}
      data-seen={seen.value || undefined}
      onKeyDown={onEscape}
    >
      <div class="tip-card">
        <div class="tip-head">
          <h2>{item.title}</h2>
          <Menu label={words.more} items={feedbackItems(item, context)} />
          <button type="button" class="icon" aria-label={words.close} onClick={leaving('dismissed')}>
            <Cross />
          </button>
        </div>
        <div class="tip-body">
          <Paragraphs text={item.body} />
        </div>
        {asking.value && (
          <div class="why" id="tip-why">
            <Paragraphs text={item.why} />
          </div>
        )}
        <div class="tip-foot">
          <ActionOf of={item} actions={actions} followed={() => actions.follow(item)} />
          <button type="button" class="button quiet" onClick={notNow}>
            {words.said['not-now']}
          </button>
          <button
            type="button"
            class="button quiet end"
            aria-label={words.why}
            aria-expanded={asking.value}
            aria-controls="tip-why"
            onClick={() => (asking.value = !asking.value)}
          >
            {words.whyShort}
          </button>
        </div>
        <div class="tip-point" ref={point} />
      </div>
    </section>
  )
}

export const tipSurface: LoadedSurface<TipGuidance> = { View: Tip, style: tipStyle }
