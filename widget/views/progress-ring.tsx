import { Tick } from './icons.tsx'

/** How much is done, as a ring; full, it holds a tick. */
export const ProgressRing = ({ done, total }: { done: number; total: number }) => (
  <span class="ring" data-full={done === total || undefined} aria-hidden="true">
    <svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke-width="3" aria-hidden="true">
      <circle class="ring-track" cx="12" cy="12" r="9.5" />
      <circle
        class="ring-done"
        cx="12"
        cy="12"
        r="9.5"
        pathLength={100}
        stroke-linecap="round"
        style={{ strokeDashoffset: 100 - (100 * done) / total, opacity: done === 0 ? 0 : 1 }}
      />
    </svg>
    <Tick />
  </span>
)
