type Keys = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/**
 * Whether a key press is the one that is written like `mod+k`, `alt+shift+h` or `f8`: `mod` is Command on a Mac and Control elsewhere. Shift counts
 * only with letters and named keys, since it is how many a sign is typed at all.
 */
export const isShortcut = (
  written: string,
  { key, ctrlKey, metaKey, altKey, shiftKey }: Keys,
  isMac: boolean,
): boolean => {
  const parts = written.toLowerCase().split('+')
  const wanted = parts.pop()
  const has = (name: string) => parts.includes(name)
  const control = has('ctrl') || (has('mod') && !isMac)
  const command = has('meta') || (has('mod') && isMac)
  return (
    wanted !== '' &&
    key.toLowerCase() === wanted &&
    ctrlKey === control &&
    metaKey === command &&
    altKey === has('alt') &&
    (shiftKey === has('shift') || !/^[a-z]/.test(key.toLowerCase()))
  )
}
