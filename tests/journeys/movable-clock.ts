import { expect } from 'vitest'
import type { RunningCairn } from '../cairn/start-cairn.ts'

const told = 'the clock is ahead by'

/** Loaded before Cairn, it puts the clock ahead at each signal, and tells. Timers keep their own time, as they do when a real clock is set. */
const preload = (stepMs: number): string => `
  const now = Date.now
  let ahead = 0
  Date.now = () => now() + ahead
  process.on('SIGUSR2', () => { ahead += ${stepMs}; console.log('${told} ' + ahead) })`

/** The environment of a Cairn whose clock a test can put ahead. @param stepMs by how much each time, ms */
export const movableClock = (stepMs: number): Record<string, string> => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload(stepMs))}`,
})

/** Resolves when the server's clock has moved. */
export const putAhead = async ({ process, output }: RunningCairn): Promise<void> => {
  const moves = () => output().split(told).length
  const before = moves()
  process.kill('SIGUSR2')
  await expect.poll(moves).toBe(before + 1)
}
