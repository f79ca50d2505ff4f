import { useSignal } from '@preact/signals'
import { Icon } from '../shell/icons.tsx'
import { addTask } from '../state/product.ts'
import { say } from '../words/say.ts'

export const AddTask = ({ project }: { project: string }) => {
  const open = useSignal(false)
  const title = useSignal('')
  if (!open.value)
    return (
      <button type="button" class="add-task" data-cairn="add-task" onClick={() => (open.value = true)}>
        <Icon name="plus" size={16} />
        {say('addTask')}
      </button>
    )
  const submit = async (event: Event) => {
    event.preventDefault()
    const wanted = title.value.trim()
    if (wanted !== '' && (await addTask(project, wanted, 'todo'))) title.value = ''
  }
  return (
    <form class="add-task-form" onSubmit={(event) => void submit(event)}>
      <input
        type="text"
        // biome-ignore lint/a11y/noAutofocus: it opens on the user's own request
        autoFocus
        maxLength={140}
        placeholder={say('taskTitle')}
        aria-label={say('taskTitle')}
        value={title}
        onInput={(event) => (title.value = event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') open.value = false
        }}
      />
      <div>
        <button type="submit" class="button primary small">
          {say('add')}
        </button>
        <button type="button" class="button quiet small" onClick={() => (open.value = false)}>
          {say('cancel')}
        </button>
      </div>
    </form>
  )
}
