import type { Column, Task } from '../../server/shapes.ts'
import { Avatar } from '../shell/avatar.tsx'
import { Empty } from '../shell/empty.tsx'
import { mayEdit, moveTask, view } from '../state/product.ts'
import { say } from '../words/say.ts'
import { columns } from './columns.ts'
import { Due, Tick } from './task-parts.tsx'

const Row = ({ task }: { task: Task }) => {
  const person = view.value?.people.find(({ id }) => id === task.assignee)
  return (
    <tr class={task.column === 'done' ? 'done' : ''}>
      <td class="main-cell">
        <Tick task={task} />
        <span>{task.title}</span>
      </td>
      <td>
        <select
          class={`status-select ${task.column}`}
          aria-label={say('statusOf', { title: task.title })}
          value={task.column}
          disabled={!mayEdit.value}
          onChange={(event) => void moveTask(task, event.currentTarget.value as Column)}
        >
          {columns.map((column) => (
            <option key={column} value={column}>
              {say(column)}
            </option>
          ))}
        </select>
      </td>
      <td>
        <Due task={task} />
      </td>
      <td class="person-cell">
        {person && (
          <span>
            <Avatar name={person.name} hue={person.hue} size="small" />
            {person.name}
          </span>
        )}
      </td>
    </tr>
  )
}

/** Open work first; what is done sinks to the end. */
export const TaskTable = ({ tasks }: { tasks: readonly Task[] }) => {
  if (tasks.length === 0) return <Empty title={say('noTasksYet')} text={say('templateBlankText')} />
  const sorted = [...tasks].sort((a, b) => columns.indexOf(a.column) - columns.indexOf(b.column))
  return (
    <div class="table-card" data-cairn-mask>
      <table>
        <thead>
          <tr>
            <th scope="col">{say('task')}</th>
            <th scope="col">{say('statusHead')}</th>
            <th scope="col">{say('dueHead')}</th>
            <th scope="col">{say('assignee')}</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((task) => (
            <Row key={task.id} task={task} />
          ))}
        </tbody>
      </table>
    </div>
  )
}
