import type { ComponentChildren } from 'preact'

interface Props {
  title: string
  text: string
  children?: ComponentChildren
}

export const Empty = ({ title, text, children }: Props) => (
  <div class="empty">
    <svg viewBox="0 0 160 90" aria-hidden="true">
      <path class="empty-sail" d="M84 12v50h30c-3-22-13-39-30-50Z" />
      <path class="empty-sail faint" d="M76 26v36H50c4-16 13-28 26-36Z" />
      <path class="empty-line" d="M42 70h82M20 80c10-5 18-5 28 0s18 5 28 0 18-5 28 0 18 5 36 0" />
    </svg>
    <h2>{title}</h2>
    <p>{text}</p>
    {children}
  </div>
)
