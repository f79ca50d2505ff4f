import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { signOut, view } from '../state/product.ts'
import { theme, themes } from '../state/theme.ts'
import { say } from '../words/say.ts'
import { Avatar } from './avatar.tsx'
import { Icon } from './icons.tsx'
import { Segments } from './segments.tsx'

const names = { auto: 'themeAuto', light: 'themeLight', dark: 'themeDark' } as const

export const AccountMenu = () => {
  const open = useSignal(false)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const outside = (event: Event) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) open.value = false
    }
    const onEscape = (event: KeyboardEvent) => {
      if (event.key === 'Escape') open.value = false
    }
    document.addEventListener('pointerdown', outside)
    document.addEventListener('keydown', onEscape)
    return () => {
      document.removeEventListener('pointerdown', outside)
      document.removeEventListener('keydown', onEscape)
    }
  }, [open])
  const me = view.value?.me
  if (me === undefined) return null
  return (
    <div class="account" ref={box} data-cairn-mask>
      {open.value && (
        <div class="account-menu">
          <span class="label">{say('theme')}</span>
          <Segments
            label={say('theme')}
            options={themes.map((value) => ({ value, text: say(names[value]) }))}
            value={theme.value}
            choose={(value) => {
              theme.value = value
            }}
          />
          <button type="button" class="menu-item" onClick={() => void signOut()}>
            <Icon name="out" />
            {say('signOut')}
          </button>
        </div>
      )}
      <button
        type="button"
        class="account-button"
        aria-expanded={open.value}
        onClick={() => (open.value = !open.value)}
      >
        <Avatar name={me.name} hue={me.hue} />
        <span>
          <strong>{me.name}</strong>
          <small>{say(me.role)}</small>
        </span>
      </button>
    </div>
  )
}
