import { useEffect, useRef } from 'preact/hooks'
import { guarded } from '../state/guarded.ts'
import { Dots } from './icons.tsx'
import { useSignal } from './use-signal.ts'

export interface MenuItem {
  readonly label: string
  readonly choose: () => void
}

/** Menu button (WAI-ARIA Authoring Practices): arrows move, Escape closes it alone, leaving it closes it too. */
export const Menu = ({ label, items }: { label: string; items: readonly MenuItem[] }) => {
  const open = useSignal(false)
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const entries = () => [...(root.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])]

  // The user opened it, so that the focus is the menu's to take.
  useEffect(() => {
    const list = root.current?.lastElementChild as HTMLElement
    if (!open.value) return
    list.toggleAttribute('data-up', list.getBoundingClientRect().bottom > innerHeight)
    entries()[0]?.focus()
  }, [open.value])

  const close = () => {
    open.value = false
    button.current?.focus()
  }
  const move = guarded((event: KeyboardEvent) => {
    if (!open.value) return
    const all = entries()
    const at = all.indexOf(event.target as HTMLElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
    if (event.key === 'Escape') close()
    else if (to !== undefined) all.at(to % all.length)?.focus()
    else return
    event.preventDefault()
    event.stopPropagation()
  })
  const left = guarded((event: FocusEvent) => {
    if (!root.current?.contains(event.relatedTarget as Node | null)) open.value = false
  })

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the menu's items, which bubble here
    <div class="menu" ref={root} onKeyDown={move} onFocusOut={left}>
      <button
        ref={button}
        type="button"
        class="icon"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open.value}
        onClick={() => {
          open.value = !open.value
        }}
      >
        <Dots />
      </button>
      {open.value && (
        <div class="menu-list" role="menu" aria-label={label}>
          {items.map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                close()
                item.choose()
              }}
            >
              {item.label}
            </button>
          ))}
        </div>
      )}
    </div>
  )
}
