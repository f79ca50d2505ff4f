import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

interface Props {
  label: string
  hint?: string | undefined
  error?: string | null | undefined
  children: (ids: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean }) => ComponentChildren
}

/** A labelled control with its hint, or with what is wrong in the hint's place. */
export const Field = ({ label, hint, error, children }: Props) => {
  const id = useId()
  const note = error ?? hint
  return (
    <div class={error ? 'field wrong' : 'field'}>
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': note ? `${id}-note` : undefined, 'aria-invalid': Boolean(error) })}
      {note && (
        <p id={`${id}-note`} class="note" role={error ? 'alert' : undefined}>
          {note}
        </p>
      )}
    </div>
  )
}
