import { useSignal } from '@preact/signals'
import type { Project } from '../../server/shapes.ts'
import { Avatar } from '../shell/avatar.tsx'
import { Empty } from '../shell/empty.tsx'
import { Icon } from '../shell/icons.tsx'
import { Page } from '../shell/page.tsx'
import { mayEdit, openProjects, tasksOf, view } from '../state/product.ts'
import { say, sayDue } from '../words/say.ts'
import { NewProject } from './new-project.tsx'

const ProjectCard = ({ project }: { project: Project }) => {
  const tasks = tasksOf(project.id)
  const done = tasks.filter(({ column }) => column === 'done').length
  const people = view.value?.people.filter(({ id }) => tasks.some(({ assignee }) => assignee === id)) ?? []
  return (
    <a class="card project-card" href={`/projects/${project.id}`} data-cairn-mask>
      <span class="card-top">
        <i class={`tile hue-${project.hue}`}>
          <Icon name="projects" />
        </i>
        <span class="faces">
          {people.slice(0, 4).map(({ id, name, hue }) => (
            <Avatar key={id} name={name} hue={hue} size="small" />
          ))}
        </span>
      </span>
      <strong>{project.name}</strong>
      <span class="summary">{project.summary}</span>
      <span class="card-foot">
        <progress max={Math.max(1, tasks.length)} value={done} aria-label={say('done')} />
        <span>
          <span>{tasks.length === 0 ? say('noTasksYet') : say('doneOf', { done, total: tasks.length })}</span>
          <span>{project.due === null ? say('noDate') : say('due', { date: sayDue(project.due) })}</span>
        </span>
      </span>
    </a>
  )
}

export const Projects = () => {
  const asking = useSignal(false)
  const open = openProjects.value
  const archived = view.value?.projects.filter((project) => project.archived) ?? []
  const button = mayEdit.value && (
    <button type="button" class="button primary" data-cairn="new-project" onClick={() => (asking.value = true)}>
      <Icon name="plus" />
      {say('newProject')}
    </button>
  )
  return (
    <Page title={say('projects')} text={say('projectsText', { n: open.length })} actions={open.length > 0 && button}>
      {open.length === 0 ? (
        <Empty title={say('noProjectsTitle')} text={say('noProjectsText')}>
          {button}
        </Empty>
      ) : (
        <div class="cards">
          {open.map((project) => (
            <ProjectCard key={project.id} project={project} />
          ))}
        </div>
      )}
      {archived.length > 0 && (
        <section class="quiet-section">
          <h2>{say('archivedGroup')}</h2>
          <ul class="rows" data-cairn-mask>
            {archived.map(({ id, name, hue }) => (
              <li key={id}>
                <a href={`/projects/${id}`}>
                  <i class={`dot hue-${hue}`} />
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {asking.value && <NewProject close={() => (asking.value = false)} />}
    </Page>
  )
}
