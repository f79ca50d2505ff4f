import { signal } from '@preact/signals'

export interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: 'good' | 'bad'
}

const stayMs = 4_200
let last = 0

export const toasts = signal<readonly Toast[]>([])

export const toast = (text: string, tone: Toast['tone'] = 'good'): void => {
  last += 1
  const id = last
  toasts.value = [...toasts.value.slice(-2), { id, text, tone }]
  setTimeout(() => {
    toasts.value = toasts.value.filter((other) => other.id !== id)
  }, stayMs)
}
