import { useSignal } from '@preact/signals'
import { Icon } from '../shell/icons.tsx'
import { Lost } from '../shell/lost.tsx'
import { Page } from '../shell/page.tsx'
import { Segments } from '../shell/segments.tsx'
import { remember, remembered } from '../state/device.ts'
import { archiveProject, mayEdit, tasksOf, view } from '../state/product.ts'
import { say } from '../words/say.ts'
import { Board } from './board.tsx'
import { TaskTable } from './task-table.tsx'

type Shape = 'board' | 'list'

export const ProjectPage = ({ id }: { id: string }) => {
  const shape = useSignal<Shape>(remembered('project-view') === 'list' ? 'list' : 'board')
  const project = view.value?.projects.find((candidate) => candidate.id === id)
  if (project === undefined) return <Lost />
  const tasks = tasksOf(id)
  const finished = tasks.every(({ column }) => column === 'done')
  return (
    <Page
      wide
      title={project.name}
      text={project.summary || undefined}
      before={
        <p class="crumbs">
          <a href="/projects">{say('projects')}</a>
          {project.archived && <span class="chip">{say('archivedGroup')}</span>}
        </p>
      }
      actions={
        <>
          <Segments
            label={say('viewAs')}
            options={[
              { value: 'board', text: say('board') },
              { value: 'list', text: say('list') },
            ]}
            value={shape.value}
            choose={(next: Shape) => {
              shape.value = next
              remember('project-view', next)
            }}
          />
          {mayEdit.value && (
            <button
              type="button"
              class="button"
              data-cairn="archive-project"
              aria-disabled={!project.archived && !finished}
              onClick={() => {
                if (project.archived || finished) void archiveProject(project, !project.archived)
              }}
            >
              <Icon name="archive" />
              {say(project.archived ? 'restore' : 'archive')}
            </button>
          )}
        </>
      }
    >
      {shape.value === 'board' ? <Board project={project} tasks={tasks} /> : <TaskTable tasks={tasks} />}
    </Page>
  )
}
