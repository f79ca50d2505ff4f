import { expect, test } from 'vitest'
import { isShortcut } from './is-shortcut.ts'

const press = (key: string, ...held: ('ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey')[]) => ({
  key,
  ctrlKey: held.includes('ctrlKey'),
  metaKey: held.includes('metaKey'),
  altKey: held.includes('altKey'),
  shiftKey: held.includes('shiftKey'),
})

test('mod is Command on a Mac and Control elsewhere', () => {
  expect(isShortcut('mod+k', press('k', 'ctrlKey'), false)).toBe(true)
  expect(isShortcut('mod+k', press('k', 'metaKey'), true)).toBe(true)
  expect(isShortcut('mod+k', press('k', 'ctrlKey'), true)).toBe(false)
  expect(isShortcut('mod+k', press('k', 'metaKey'), false)).toBe(false)
})

test('a sign may need Shift to be typed, a letter with Shift is another key', () => {
  expect(isShortcut('mod+/', press('/', 'ctrlKey', 'shiftKey'), false)).toBe(true)
  expect(isShortcut('mod+k', press('K', 'ctrlKey', 'shiftKey'), false)).toBe(false)
  expect(isShortcut('mod+shift+k', press('K', 'ctrlKey', 'shiftKey'), false)).toBe(true)
})

test.each([
  ['mod+k', press('k')],
  ['mod+k', press('k', 'ctrlKey', 'altKey')],
  ['mod+k', press('j', 'ctrlKey')],
  ['f8', press('F9')],
  ['', press('')],
] as const)('%s is not %j', (written, pressed) => {
  expect(isShortcut(written, pressed, false)).toBe(false)
})

test('a named key stands alone', () => {
  expect(isShortcut('F8', press('F8'), false)).toBe(true)
})
