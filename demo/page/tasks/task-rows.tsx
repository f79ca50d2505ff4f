import type { Project, Task } from '../../server/shapes.ts'
import { Due, Tick } from '../projects/task-parts.tsx'

/** Tasks as lines, each with the project it belongs to. */
export const TaskRows = ({
  tasks,
  projects,
}: {
  readonly tasks: readonly Task[]
  readonly projects: readonly Project[]
}) => (
  <ul class="task-rows">
    {tasks.map((task) => {
      const project = projects.find(({ id }) => id === task.project)
      return (
        <li key={task.id} class={task.column === 'done' ? 'done' : ''}>
          <Tick task={task} />
          <span class="task-name">{task.title}</span>
          {project && (
            <a href={`/projects/${project.id}`}>
              <i class={`dot hue-${project.hue}`} />
              <span>{project.name}</span>
            </a>
          )}
          <Due task={task} />
        </li>
      )
    })}
  </ul>
)
