import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { Refusal } from '../../server/shapes.ts'
import { type SettingsChange, saveSettings } from '../state/product.ts'
import { say } from '../words/say.ts'

interface Props {
  title: string
  text: string
  fields: () => SettingsChange
  /** Gets what was refused, so that it can stand beside its field. */
  children: (refusal: Refusal | null) => ComponentChildren
}

export const SaveForm = ({ title, text, fields, children }: Props) => {
  const refusal = useSignal<Refusal | null>(null)
  const busy = useSignal(false)
  const submit = async (event: Event) => {
    event.preventDefault()
    busy.value = true
    refusal.value = await saveSettings(fields())
    busy.value = false
  }
  return (
    <form
      class="card panel settings-form"
      data-cairn="settings-form"
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      <header>
        <h2>{title}</h2>
        <p>{text}</p>
      </header>
      {children(refusal.value)}
      <footer>
        <button type="submit" class="button primary" data-cairn="save-settings" disabled={busy.value}>
          {busy.value && <i class="spinner" />}
          {say(busy.value ? 'saving' : 'save')}
        </button>
        {refusal.value !== null && !busy.value && <span class="bad-note">{say('notSaved')}</span>}
      </footer>
    </form>
  )
}
