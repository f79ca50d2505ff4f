import { expect, test } from 'vitest'
import { messageId } from '../../contract/names.ts'
import { uuidV7 } from './uuid-v7.ts'

test('an id is what the contract calls a message id, whatever chance gives', () => {
  for (const byte of [0, 0xff, 0x5a])
    expect(messageId.safeParse(uuidV7(1_795_262_332_774, new Uint8Array(10).fill(byte))).success).toBe(true)
})

test('ids of later moments sort later', () => {
  const early = uuidV7(1_000_000_000_000, new Uint8Array(10).fill(255))
  const late = uuidV7(1_000_000_000_001, new Uint8Array(10))
  expect(early < late).toBe(true)
  expect(late.replaceAll('-', '').slice(0, 12)).toBe((1_000_000_000_001).toString(16).padStart(12, '0'))
})
