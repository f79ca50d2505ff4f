import { expect, test } from 'vitest'
import { isGeneratedId } from './generated-id.ts'

test('ids that people wrote are kept', () => {
  for (const id of ['save', 'new-project', 'step2', 'nav_main', 'h1-title', 'oauth2-login', 'plan-pro-v2'])
    expect([id, isGeneratedId(id)]).toEqual([id, false])
})

test('ids that a framework or build made up are not', () => {
  for (const id of [
    ...[':r1:', '«r3»', 'radix-:r7:', 'headlessui-menu-button-2', 'react-aria-12', 'mui-4', 'ember412', '__next'],
    ...['a1b2c3d4', 'css-1x2y3z', 'input-58213', '550e8400-e29b-41d4-a716-446655440000', 'x'.repeat(61)],
  ])
    expect([id, isGeneratedId(id)]).toEqual([id, true])
})
