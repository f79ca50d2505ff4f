import { expect, test, vi } from 'vitest'
import { createEmitter } from './emitter.ts'

test('a listener that throws or rejects hinders neither the others nor the widget', async () => {
  const emitter = createEmitter()
  const heard = vi.fn()
  emitter.on('ready', () => {
    throw new Error('host')
  })
  emitter.on('ready', () => Promise.reject(new Error('host')))
  emitter.on('ready', heard)
  emitter.emit('ready', { identity: 'visitor', holdout: 'off' })
  await Promise.resolve()
  expect(heard).toHaveBeenCalledOnce()
})

test('a listener hears until it was taken off, also from within', () => {
  const emitter = createEmitter()
  const once = vi.fn(() => emitter.off('ready', once))
  emitter.on('ready', once)
  emitter.emit('ready', { identity: 'visitor', holdout: 'off' })
  emitter.emit('ready', { identity: 'visitor', holdout: 'off' })
  expect(once).toHaveBeenCalledOnce()
  expect(emitter.on('ready', 'no function')).toBe(false)
})

test('whether anybody listens is known', () => {
  const { on, off, heard } = createEmitter()
  const listener = () => undefined
  expect(heard('handover')).toBe(false)
  on('handover', listener)
  expect(heard('handover')).toBe(true)
  off('handover', listener)
  expect(heard('handover')).toBe(false)
})
