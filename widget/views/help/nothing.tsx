import { Lens } from './help-icons.tsx'

interface Props {
  title: string
  text: string
  action?: { readonly label: string; readonly run: () => void } | null
}

/** Where there is nothing to list: what is so, and what can be done about it. */
export const Nothing = ({ title, text, action }: Props) => (
  <div class="nothing">
    <span class="nothing-icon">
      <Lens />
    </span>
    <p class="nothing-title">{title}</p>
    {text && <p>{text}</p>}
    {action && (
      <button type="button" class="button primary stop" onClick={action.run}>
        {action.label}
      </button>
    )}
  </div>
)
