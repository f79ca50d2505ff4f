import { say } from '../words/say.ts'

/** The page's shape while its data is on the way. */
export const Skeleton = () => (
  <div class="shell" aria-busy="true">
    <div class="sidebar skeleton-side">
      <i class="bone wide" />
      <i class="bone" />
      <i class="bone" />
      <i class="bone" />
      <i class="bone" />
    </div>
    <main class="content">
      <div class="page">
        <i class="bone title" />
        <div class="cards">
          <i class="bone card" />
          <i class="bone card" />
          <i class="bone card" />
        </div>
        <span class="unseen" role="status">
          {say('loading')}
        </span>
      </div>
    </main>
  </div>
)
