import { guarded } from '../state/guarded.ts'
import type { Actions } from './actions.ts'
import { Outward } from './icons.tsx'
import { linkTarget } from './link-target.ts'

interface Props {
  action: { readonly label: string; readonly url: string }
  actions: Actions
  followed: () => void
}

/** A real link, so that it can be opened in a new tab; a plain click on a route stays in the host's application. */
export const ActionLink = ({ action, actions, followed }: Props) => {
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
