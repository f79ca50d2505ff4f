import type { Task } from '../../server/shapes.ts'
import { Icon } from '../shell/icons.tsx'
import { mayEdit, moveTask } from '../state/product.ts'
import { daysUntil, say, sayDue } from '../words/say.ts'

/** The round box. Unticked, a task goes back to where work begins. */
export const Tick = ({ task }: { task: Task }) => {
  const done = task.column === 'done'
  return (
    <input
      type="checkbox"
      class="tick"
      data-task={task.id}
      checked={done}
      disabled={!mayEdit.value}
      aria-label={say(done ? 'reopen' : 'complete', { title: task.title })}
      onChange={() => void moveTask(task, done ? 'todo' : 'done')}
    />
  )
}

export const Due = ({ task }: { task: Task }) => {
  if (task.due === null || task.column === 'done') return null
  const days = daysUntil(task.due)
  return (
    <span class={days < 0 ? 'when late' : days < 2 ? 'when soon' : 'when'}>
      <Icon name="calendar" size={14} />
      {sayDue(task.due)}
    </span>
  )
}
