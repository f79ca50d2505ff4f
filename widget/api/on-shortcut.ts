import { isShortcut } from './is-shortcut.ts'

/**
 * Runs on a key that the page itself has no use for: its own handlers come first, and what they have prevented is theirs.
 * @param keys what is listened to, asked at each press; nothing for no key
 * @returns stops
 */
export const onShortcut = (keys: () => string | undefined, run: () => void): (() => void) => {
  const isMac = /mac|iphone|ipad/i.test(navigator.platform)
  const pressed = (event: KeyboardEvent) => {
    try {
      const wanted = keys()
      if (!wanted || event.defaultPrevented || event.repeat || !isShortcut(wanted, event, isMac)) return
      event.preventDefault()
      run()
    } catch {
      // Browsers fill forms in with key events that have no key.
    }
  }
  addEventListener('keydown', pressed)
  return () => removeEventListener('keydown', pressed)
}
