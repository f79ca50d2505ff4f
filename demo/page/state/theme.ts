import { effect, signal } from '@preact/signals'
import { remember, remembered } from './device.ts'

export const themes = ['auto', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const stored = remembered('theme')
export const theme = signal<Theme>(themes.find((known) => known === stored) ?? 'auto')

export const followTheme = (): void => {
  effect(() => {
    document.documentElement.dataset.theme = theme.value
    remember('theme', theme.value)
  })
}
