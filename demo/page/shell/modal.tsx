import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { say } from '../words/say.ts'
import { Icon } from './icons.tsx'

interface Props {
  title: string
  close: () => void
  children: ComponentChildren
}

/** The browser's own modal dialog: it keeps the focus, closes with Escape and gives the focus back. */
export const Modal = ({ title, close, children }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  return (
    <dialog
      ref={dialog}
      class="modal"
      aria-labelledby={id}
      onClose={close}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) dialog.current?.close()
      }}
    >
      <div class="modal-body">
        <header>
          <h2 id={id}>{title}</h2>
          <button type="button" class="icon-button" aria-label={say('close')} onClick={() => dialog.current?.close()}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
