import { Empty } from '../shell/empty.tsx'
import { Page } from '../shell/page.tsx'
import { view } from '../state/product.ts'
import { daysUntil, say } from '../words/say.ts'
import { groupTasks } from './group-tasks.ts'
import { TaskRows } from './task-rows.tsx'

export const Tasks = () => {
  const here = view.value
  if (here === null) return null
  const running = here.projects.filter(({ archived }) => !archived)
  const mine = here.tasks.filter(
    ({ assignee, project }) => assignee === here.me.id && running.some(({ id }) => id === project),
  )
  const groups = groupTasks(mine, daysUntil)
  const open = mine.filter(({ column }) => column !== 'done').length
  return (
    <Page title={say('tasks')} text={say('tasksText', { n: open })}>
      {open === 0 && <Empty title={say('noTasksTitle')} text={say('noTasksText')} />}
      {groups.map(({ group, tasks }) => (
        <section key={group} class={`task-group ${group}`} data-cairn-mask>
          <h2>
            {say(group)}
            <span>{tasks.length}</span>
          </h2>
          <TaskRows tasks={tasks} projects={running} />
        </section>
      ))}
    </Page>
  )
}
