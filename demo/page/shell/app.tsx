import { useEffect } from 'preact/hooks'
import { Integrations } from '../integrations/integrations.tsx'
import { ProjectPage } from '../projects/project-page.tsx'
import { Projects } from '../projects/projects.tsx'
import { Reports } from '../reports/reports.tsx'
import { navigate, route } from '../routing/address.ts'
import { SearchResults } from '../search/search-results.tsx'
import { Settings } from '../settings/settings.tsx'
import { SignIn } from '../sign-in/sign-in.tsx'
import { load, status } from '../state/product.ts'
import { Tasks } from '../tasks/tasks.tsx'
import { Team } from '../team/team.tsx'
import { say } from '../words/say.ts'
import { Empty } from './empty.tsx'
import { Lost } from './lost.tsx'
import { Shell } from './shell.tsx'
import { Skeleton } from './skeleton.tsx'
import { Toasts } from './toasts.tsx'

const Current = () => {
  const at = route.value
  switch (at.page) {
    case 'projects':
      return <Projects />
    case 'project':
      return <ProjectPage key={at.id} id={at.id} />
    case 'tasks':
      return <Tasks />
    case 'team':
      return <Team />
    case 'integrations':
      return <Integrations />
    case 'reports':
      return <Reports />
    case 'search':
      return <SearchResults />
    case 'settings':
      return <Settings section={at.section} />
    case 'sign-in':
    case 'not-found':
      return <Lost />
    default:
      return at satisfies never
  }
}

const Failed = () => (
  <main class="alone">
    <Empty title={say('failedTitle')} text={say('failedText')}>
      <button
        type="button"
        class="button primary"
        onClick={() => {
          status.value = 'loading'
          void load()
        }}
      >
        {say('again')}
      </button>
    </Empty>
  </main>
)

const Body = () => {
  switch (status.value) {
    case 'loading':
      return <Skeleton />
    case 'failed':
      return <Failed />
    case 'signed-out':
      return <SignIn />
    case 'ready':
      return (
        <Shell>
          <Current />
        </Shell>
      )
    default:
      return status.value satisfies never
  }
}

export const App = () => {
  const wrongDoor =
    (status.value === 'signed-out' && route.value.page !== 'sign-in') ||
    (status.value === 'ready' && route.value.page === 'sign-in')
  useEffect(() => {
    if (wrongDoor) navigate(status.value === 'ready' ? '/projects' : '/sign-in', 'replace')
  }, [wrongDoor])
  return (
    <>
      <Body />
      <Toasts />
    </>
  )
}
