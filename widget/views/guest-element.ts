import { guarded } from '../state/guarded.ts'

/** The widget's element in the page; the page may look for it, capture leaves out what happens in it. */
export const guestAttribute = 'data-cairn-guide'

export interface GuestElement {
  readonly host: HTMLElement
  readonly shadow: ShadowRoot
  enter(): void
  leave(): void
}

/** A page may sweep the widget out with the rest of its document; more often than this it means it. */
const mostReturns = 5

/**
 * One element after the body: inside it, it would be a last child that the page's `:last-child` and spacing rules count. It takes no space, no focus and no pointer. In the top layer (a manual popover, which closes
 * nothing and inerts nothing) neither z-index nor a transformed ancestor concerns it; elsewhere a high z-index must do.
 */
export const createGuestElement = (): GuestElement => {
  const host = document.createElement('div')
  host.setAttribute(guestAttribute, '')
  const shadow = host.attachShadow({ mode: 'open' })
  let returns = 0

  const append = () => {
    document.documentElement.append(host)
    if (!('popover' in host)) return
    host.popover = 'manual'
    host.showPopover()
  }
  const removed = new MutationObserver(
    guarded(() => {
      if (host.isConnected || returns >= mostReturns) return
      returns += 1
      append()
      watch()
    }),
  )
  const watch = () => {
    removed.disconnect()
    for (const element of [document, document.documentElement]) removed.observe(element, { childList: true })
  }
  return {
    host,
    shadow,
    enter: () => {
      if (host.isConnected) return
      append()
      watch()
    },
    leave: () => {
      removed.disconnect()
      host.remove()
    },
  }
}
