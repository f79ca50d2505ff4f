import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStorage } from '../../server/storage/open-storage.ts'
import { tenantContext } from './contexts.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
// Inside the project, so that packages resolve from there.
const built = join(root, 'node_modules/.cache', `cairn-durability-${process.pid}`)
const directories: string[] = []

const freshDirectory = () => {
  const directory = mkdtempSync(join(tmpdir(), 'cairn-kill-'))
  directories.push(directory)
  return directory
}

beforeAll(async () => {
  await build({
    entryPoints: [
      { in: 'tests/conformance/fixtures/append-until-killed.ts', out: 'append-until-killed' },
      { in: 'server/storage/embedded/storage.worker.ts', out: 'storage.worker' },
    ],
    absWorkingDir: root,
    outdir: built,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    outExtension: { '.js': '.js' },
    logLevel: 'warning',
  })
})
afterAll(() => {
  for (const directory of [built, ...directories]) rmSync(directory, { recursive: true, force: true })
})

/** The process that appends, and the last numbers it said. */
const appender = (directory: string, beforeMs: number, afterMs: number) => {
  const child: ChildProcess = spawn(
    process.execPath,
    [join(built, 'append-until-killed.js'), directory, String(beforeMs), String(afterMs)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const said = { asked: 0, acked: 0 }
  const exited = new Promise((resolve) => child.once('exit', resolve))
  if (child.stdout === null) throw new Error('no output')
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [word, number] = line.split(' ')
    said[word as keyof typeof said] = Number(number)
  })
  const until = async (reached: () => boolean) => {
    for (let tries = 0; !reached(); tries += 1) {
      if (tries > 4_000) throw new Error('the appender did not get there')
      await wait(5)
    }
  }
  return {
    said,
    until,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

const context = tenantContext('t1')
const entry = (seq: number) => ({ id: `e${seq}`, kind: 'note', at: 1, body: { text: 'again' } })

const afterTheKill = async (directory: string, asked: number) => {
  const storage = await openStorage({ form: 'embedded', directory })
  try {
    const entries = await storage.tenant.read(context, 's')
    const again = await storage.tenant.append(context, 's', entries.length, [entry(asked)])
    return { seqs: entries.map(({ seq }) => seq), again: again.outcome }
  } finally {
    await storage.close()
  }
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)

describe('a server killed in the middle of storing', () => {
  test('between commit and acknowledgement: the entry is there, and sending it again is a duplicate', async () => {
    const directory = freshDirectory()
    const process = appender(directory, 0, 400)
    await process.until(() => process.said.asked === 3)
    await wait(200)
    await process.kill()
    expect(process.said).toEqual({ asked: 3, acked: 2 })
    expect(await afterTheKill(directory, 3)).toEqual({ seqs: upTo(3), again: 'duplicate' })
  })

  test('before the commit: the entry was never acknowledged and is not there, and sending it again appends it', async () => {
    const directory = freshDirectory()
    const process = appender(directory, 400, 0)
    await process.until(() => process.said.asked === 3)
    await wait(200)
    await process.kill()
    expect(process.said).toEqual({ asked: 3, acked: 2 })
    expect(await afterTheKill(directory, 3)).toEqual({ seqs: upTo(2), again: 'appended' })
  })

  test('at any moment, again and again: nothing acknowledged is lost, nothing stands twice', async () => {
    const directory = freshDirectory()
    for (let round = 0; round < 6; round += 1) {
      const process = appender(directory, 0, 0)
      await process.until(() => process.said.acked > 0)
      await wait(17 * round)
      await process.kill()
      const storage = await openStorage({ form: 'embedded', directory })
      const entries = await storage.tenant.read(context, 's', { after: Math.max(0, process.said.acked - 900) })
      const head = await storage.tenant.head(context, 's')
      await storage.close()
      expect(head).toBeGreaterThanOrEqual(process.said.acked)
      expect(head).toBeLessThanOrEqual(process.said.asked)
      expect(entries.map(({ id }) => id)).toEqual(entries.map(({ seq }) => `e${seq}`))
      expect(new Set(entries.map(({ seq }) => seq)).size).toBe(entries.length)
    }
  })

  test('while it runs nobody else opens its directory; once it is killed anybody can', async () => {
    const directory = freshDirectory()
    const process = appender(directory, 0, 0)
    await process.until(() => process.said.acked > 0)
    await expect(openStorage({ form: 'embedded', directory })).rejects.toMatchObject({
      name: 'StorageError',
      code: 'DATA_DIRECTORY_IN_USE',
      facts: { directory },
    })
    await process.kill()
    await (await openStorage({ form: 'embedded', directory })).close()
  })
})
