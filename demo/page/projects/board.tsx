import { useSignal } from '@preact/signals'
import type { Column, Project, Task } from '../../server/shapes.ts'
import { Avatar } from '../shell/avatar.tsx'
import { Icon } from '../shell/icons.tsx'
import { mayEdit, moveTask, view } from '../state/product.ts'
import { say } from '../words/say.ts'
import { AddTask } from './add-task.tsx'
import { columns } from './columns.ts'
import { Due, Tick } from './task-parts.tsx'

const Card = ({ task }: { task: Task }) => {
  const person = view.value?.people.find(({ id }) => id === task.assignee)
  const at = columns.indexOf(task.column)
  const step = (by: -1 | 1) => {
    const to = columns[at + by]
    if (to === undefined || !mayEdit.value) return null
    const name = say('moveLeft', { column: say(to) })
    return (
      <button
        type="button"
        class="icon-button tiny"
        aria-label={name}
        title={name}
        onClick={() => void moveTask(task, to)}
      >
        <Icon name={by < 0 ? 'left' : 'right'} size={14} />
      </button>
    )
  }
  return (
    <li
      class={task.column === 'done' ? 'task-card done' : 'task-card'}
      draggable={mayEdit.value}
      onDragStart={(event) => event.dataTransfer?.setData('text/plain', task.id)}
    >
      <div class="task-title">
        <Tick task={task} />
        <span>{task.title}</span>
      </div>
      <div class="task-meta">
        {task.label && <span class="chip">{task.label}</span>}
        <Due task={task} />
        <span class="steps">
          {step(-1)}
          {step(1)}
        </span>
        {person && <Avatar name={person.name} hue={person.hue} size="small" />}
      </div>
    </li>
  )
}

const ColumnOf = ({ project, column, tasks }: { project: Project; column: Column; tasks: readonly Task[] }) => {
  const over = useSignal(false)
  return (
    <section
      class={over.value ? 'column over' : 'column'}
      aria-label={say(column)}
      onDragOver={(event) => {
        event.preventDefault()
        over.value = true
      }}
      onDragLeave={() => (over.value = false)}
      onDrop={(event) => {
        event.preventDefault()
        over.value = false
        const id = event.dataTransfer?.getData('text/plain')
        const task = view.value?.tasks.find((candidate) => candidate.id === id)
        if (task && task.column !== column) void moveTask(task, column)
      }}
    >
      <h2>
        <i class={`status ${column}`} />
        {say(column)}
        <span>{tasks.length}</span>
      </h2>
      <ul data-cairn-mask>
        {tasks.map((task) => (
          <Card key={task.id} task={task} />
        ))}
      </ul>
      {tasks.length === 0 && <p class="column-empty">{say('emptyColumn')}</p>}
      {column === 'todo' && mayEdit.value && !project.archived && <AddTask project={project.id} />}
    </section>
  )
}

export const Board = ({ project, tasks }: { project: Project; tasks: readonly Task[] }) => (
  <div class="board">
    {columns.map((column) => (
      <ColumnOf key={column} project={project} column={column} tasks={tasks.filter((task) => task.column === column)} />
    ))}
  </div>
)
