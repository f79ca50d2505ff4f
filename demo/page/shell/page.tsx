import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'

interface Props {
  title: string
  text?: string | undefined
  before?: ComponentChildren
  actions?: ComponentChildren
  wide?: boolean
  children: ComponentChildren
}

/** The frame of every page: its title is the document's too. */
export const Page = ({ title, text, before, actions, wide, children }: Props) => {
  useEffect(() => {
    document.title = `${title} · Halyard`
  }, [title])
  return (
    <div class={wide ? 'page wide' : 'page'}>
      <header class="page-head">
        <div>
          {before}
          <h1>{title}</h1>
          {text && <p>{text}</p>}
        </div>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {children}
    </div>
  )
}
