import { address } from '../routing/address.ts'
import { Empty } from '../shell/empty.tsx'
import { Page } from '../shell/page.tsx'
import { view } from '../state/product.ts'
import { TaskRows } from '../tasks/task-rows.tsx'
import { say } from '../words/say.ts'

export const SearchResults = () => {
  const here = view.value
  if (here === null) return null
  const terms = (new URLSearchParams(address.value.query).get('q') ?? '').trim()
  const matches = (text: string) => terms !== '' && text.toLowerCase().includes(terms.toLowerCase())
  const projects = here.projects.filter(({ name, summary }) => matches(name) || matches(summary))
  const tasks = here.tasks.filter(({ title }) => matches(title))
  const n = projects.length + tasks.length
  if (terms === '') return <Page title={say('search')} text={say('searchStart')} children={null} />
  return (
    <Page title={say('searchTitle', { terms })} text={say('searchText', { n })}>
      {n === 0 && <Empty title={say('searchEmptyTitle')} text={say('searchEmptyText')} />}
      {projects.length > 0 && (
        <section class="task-group" data-cairn-mask>
          <h2>{say('projects')}</h2>
          <ul class="rows">
            {projects.map(({ id, name, hue }) => (
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
      {tasks.length > 0 && (
        <section class="task-group" data-cairn-mask>
          <h2>{say('task')}</h2>
          <TaskRows tasks={tasks} projects={here.projects} />
        </section>
      )}
    </Page>
  )
}
