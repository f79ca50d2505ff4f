import type { ComponentChildren } from 'preact'

/** Drawn on a grid of 16, decorative: what it stands in names it. */
export const Icon = ({ children }: { children: ComponentChildren }) => (
  <svg
    viewBox="0 0 16 16"
    width="16"
    height="16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.6"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    {children}
  </svg>
)

export const ChevronDown = () => (
  <Icon>
    <path d="m4 6.2 4 4 4-4" />
  </Icon>
)
export const Cross = () => (
  <Icon>
    <path d="m4.2 4.2 7.6 7.6m0-7.6-7.6 7.6" />
  </Icon>
)
export const Dots = () => (
  <Icon>
    <path d="M3.4 8h.01M8 8h.01M12.6 8h.01" stroke-width="2.2" />
  </Icon>
)
/** Its path is drawn, so that it can be drawn again before the user's eyes; `pathLength` makes one dash the whole tick. */
export const Tick = () => (
  <Icon>
    <path class="tick" d="m4.4 8.3 2.5 2.5 4.9-5.4" pathLength={1} />
  </Icon>
)
export const Outward = () => (
  <Icon>
    <path d="M6 4h6v6m0-6-7.4 7.4" />
  </Icon>
)
export const Question = () => (
  <Icon>
    <path d="M6 6.2a2 2 0 1 1 3 1.7c-.7.4-1 .8-1 1.5m0 2.2h.01" />
    <circle cx="8" cy="8" r="6.2" stroke-width="1.3" />
  </Icon>
)
