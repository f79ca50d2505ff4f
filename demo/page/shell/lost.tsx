import { say } from '../words/say.ts'
import { Empty } from './empty.tsx'
import { Page } from './page.tsx'

export const Lost = () => (
  <Page title={say('lostTitle')}>
    <Empty title={say('lostTitle')} text={say('lostText')}>
      <a class="button" href="/projects">
        {say('toProjects')}
      </a>
    </Empty>
  </Page>
)
