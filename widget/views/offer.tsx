import { useEffect, useRef } from 'preact/hooks'
import type { OfferGuidance } from '../../contract/guidance.ts'
import { guarded } from '../state/guarded.ts'
import { offerStyle } from '../theme/offer-style.ts'
import { ActionOf } from './action-link.tsx'
import { feedbackItems } from './feedback-items.ts'
import { Cross, Icon } from './icons.tsx'
import { Menu } from './menu.tsx'
import { OfferPrice } from './offer-price.tsx'
import { Paragraphs } from './paragraphs.tsx'
import type { LoadedSurface, SurfaceProps } from './surface.tsx'
import { usePainted } from './use-painted.ts'
import { useQuietMoment } from './use-quiet-moment.ts'
import './surface-parts.ts'

/**
 * The one thing that interrupts: a modal dialog of the browser's own, so that the focus stays in it, the page behind it rests, and both are as
 * before when it closes. It therefore waits for a moment in which it interrupts nothing.
 */
const Offer = ({ item, context }: SurfaceProps<OfferGuidance>) => {
  const { words, actions, exposures, announce, locale } = context
  const box = useRef<HTMLDialogElement>(null)
  const opens = useQuietMoment()

  useEffect(() => {
    const dialog = box.current
    if (!opens || !dialog) return
    const before = document.activeElement
    dialog.showModal()
    // Not on its first button, which would be pressed by who was about to press another.
    dialog.focus({ preventScroll: true })
    announce(words.offer(item.title))
    return () => {
      dialog.close()
      // A dialog that is gone from the page gives nothing back by itself.
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [opens])
  usePainted(box, item, exposures, opens)

  const leaving = (said: 'dismissed' | 'not-now') => guarded(() => actions.correct(item, said))
  const notNow = leaving('not-now')

  return (
    <dialog
      ref={box}
      class="offer"
      tabIndex={-1}
      aria-labelledby="offer-title"
      aria-describedby="offer-body"
      onCancel={(event) => {
        event.preventDefault()
        notNow()
      }}
      onKeyDown={(event) => event.stopPropagation()}
      onClick={({ target }) => target === box.current && notNow()}
    >
      <div class="offer-card">
        <div class="offer-head">
          <span class="offer-badge">
            <Icon>
              <path d="M8 2.2 9.5 6.5l4.3 1.5-4.3 1.5L8 13.8 6.5 9.5 2.2 8l4.3-1.5Z" />
            </Icon>
          </span>
          <Menu label={words.more} items={feedbackItems(item, context)} />
          <button type="button" class="icon" aria-label={words.close} onClick={leaving('dismissed')}>
            <Cross />
          </button>
        </div>
        <h2 id="offer-title">{item.title}</h2>
        <div id="offer-body" class="offer-body">
          <Paragraphs text={item.body} />
        </div>
        {item.price && <OfferPrice price={item.price} words={words} locale={locale} />}
        {item.eligibility && (
          <div class="offer-terms">
            <Paragraphs text={item.eligibility} />
          </div>
        )}
        <div class="offer-foot">
          <ActionOf of={item} actions={actions} followed={() => actions.follow(item)} />
          <button type="button" class="button quiet" onClick={notNow}>
            {words.said['not-now']}
          </button>
        </div>
        <div class="offer-why">
          <span class="unseen">{words.why} </span>
          <Icon>
            <path d="M8 7.4v3.4M8 5.1h.01" />
            <circle cx="8" cy="8" r="6" />
          </Icon>
          <div>
            <Paragraphs text={item.why} />
          </div>
        </div>
      </div>
    </dialog>
  )
}

export const offerSurface: LoadedSurface<OfferGuidance> = { View: Offer, style: offerStyle }
