import { useSignal } from '@preact/signals'
import type { Template } from '../../server/shapes.ts'
import { Field } from '../shell/field.tsx'
import { Modal } from '../shell/modal.tsx'
import { createProject } from '../state/product.ts'
import { say } from '../words/say.ts'

const templates = [
  { value: 'kanban', title: 'templateKanban', text: 'templateKanbanText' },
  { value: 'launch', title: 'templateLaunch', text: 'templateLaunchText' },
  { value: 'blank', title: 'templateBlank', text: 'templateBlankText' },
] as const satisfies readonly { value: Template; title: string; text: string }[]

const wrong = { taken: 'nameTaken', invalid: 'nameNeeded' } as const

export const NewProject = ({ close }: { close: () => void }) => {
  const name = useSignal('')
  const template = useSignal<Template>('kanban')
  const error = useSignal<string | null>(null)
  const busy = useSignal(false)
  const submit = async (event: Event) => {
    event.preventDefault()
    busy.value = true
    const refusal = await createProject(name.value, template.value)
    busy.value = false
    error.value =
      refusal === null || refusal.code === 'unreached' ? null : say(wrong[refusal.code as keyof typeof wrong])
  }
  return (
    <Modal title={say('newProject')} close={close}>
      <form data-cairn="new-project-form" noValidate onSubmit={(event) => void submit(event)}>
        <Field label={say('projectName')} error={error.value}>
          {(ids) => (
            <input
              {...ids}
              type="text"
              maxLength={80}
              autocomplete="off"
              placeholder={say('projectNameHint')}
              value={name}
              onInput={(event) => (name.value = event.currentTarget.value)}
            />
          )}
        </Field>
        <fieldset class="choices">
          <legend>{say('template')}</legend>
          {templates.map(({ value, title, text }) => (
            <label key={value} class={template.value === value ? 'choice on' : 'choice'}>
              <input
                type="radio"
                name="template"
                value={value}
                checked={template.value === value}
                onChange={() => (template.value = value)}
              />
              <i class={`preview preview-${value}`} aria-hidden="true">
                <b />
                <b />
                <b />
              </i>
              <strong>{say(title)}</strong>
              <small>{say(text)}</small>
            </label>
          ))}
        </fieldset>
        <footer>
          <button type="submit" class="button primary" disabled={busy.value} data-cairn="create-project">
            {busy.value && <i class="spinner" />}
            {say('create')}
          </button>
        </footer>
      </form>
    </Modal>
  )
}
