import { guarded } from '../state/guarded.ts'
import type { Actions } from './actions.ts'
import { Outward } from './icons.tsx'
import { linkTarget } from './link-target.ts'

interface Props {
  action: { readonly label: string; readonly url: string }
  actions: Actions
  followed: () => void
}

interface OfItem {
  of: { readonly action?: Props['action'] | undefined; readonly command?: object | undefined }
  actions: Actions
  followed: () => void
}

/** What a piece of guidance leads to: an address, or other guidance. What the page would have to run is not drawn yet. */
export const ActionOf = ({ of: { action, command }, actions, followed }: OfItem) => {
  if (action) return <ActionLink action={action} actions={actions} followed={followed} />
  const { label, start } = { ...command } as { label?: string; start?: string }
  return start ? (
    <button
      type="button"
      class="button primary"
      onClick={() => {
        followed()
        actions.start(start)
      }}
    >
      {label}
    </button>
  ) : null
}

/** A real link, so that it can be opened in a new tab; a plain click on a route stays in the host's application. */
const ActionLink = ({ action, actions, followed }: Props) => {
  const target = linkTarget(action.url, location.href)
  if (!target) return null
  if ('href' in target)
    return (
      <a
        class="button primary"
        href={target.href}
        target={target.outside ? '_blank' : undefined}
        rel="noopener noreferrer"
        onClick={followed}
      >
        <span>{action.label}</span>
        {target.outside && <Outward />}
      </a>
    )
  const click = guarded((event: MouseEvent) => {
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey
    if (!elsewhere) event.preventDefault()
    followed()
    if (!elsewhere) actions.navigate(target.route)
  })
  return (
    <a class="button primary" href={target.route} onClick={click}>
      <span>{action.label}</span>
    </a>
  )
}
