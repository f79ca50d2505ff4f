import { toasts } from '../state/toasts.ts'
import { Icon } from './icons.tsx'

export const Toasts = () => (
  <div class="toasts" role="status">
    {toasts.value.map(({ id, text, tone }) => (
      <p key={id} class={tone}>
        <Icon name={tone === 'good' ? 'check' : 'close'} />
        {text}
      </p>
    ))}
  </div>
)
