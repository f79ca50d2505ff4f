import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'

/** The built server in a process of its own, as an operator runs it. */
export interface RunningCairn {
  readonly url: string
  readonly port: number
  readonly directory: string
  readonly operatorKey: string
  readonly process: ChildProcess
  /** Everything it wrote to standard output and error. */
  output(): string
  /** Ends it with a signal and waits until it is gone. @returns its exit code, or the signal that ended it */
  end(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>
  /** Starts it again on the same port and data. */
  again(env?: Record<string, string>): Promise<RunningCairn>
  /** Ends it and removes its data. */
  remove(): Promise<void>
}

const server = new URL('../../dist/server/main.js', import.meta.url).pathname

/** A MongoDB server that tests share: each Cairn gets databases of its own there. */
const ownDatabases = (): Record<string, string> => {
  const url = process.env.MONGODB_URL
  return url === undefined || url === ''
    ? {}
    : { MONGODB_URL: url, MONGODB_PREFIX: `t${randomBytes(4).toString('hex')}` }
}

const launch = async (directory: string, port: number, env: Record<string, string>): Promise<RunningCairn> => {
  const child = spawn(process.execPath, [server], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      CAIRN_LOG: 'warn',
      ...env,
      CAIRN_PORT: String(port),
      CAIRN_DATA: directory,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  child.stdout?.on('data', (chunk) => (text += chunk))
  child.stderr?.on('data', (chunk) => (text += chunk))
  const gone = new Promise<number | NodeJS.Signals>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? (signal as NodeJS.Signals))),
  )
  const url = `http://127.0.0.1:${port}`
  const end = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    return gone
  }
  const giveUpAt = Date.now() + 20_000
  for (;;) {
    if (child.exitCode !== null) throw new Error(`Cairn ended with ${child.exitCode} at its start: ${text}`)
    const ready = await fetch(`${url}/health/ready`).then(
      (response) => response.ok,
      () => false,
    )
    if (ready) break
    if (Date.now() > giveUpAt) {
      await end('SIGKILL')
      throw new Error(`Cairn was not ready within 20 s: ${text}`)
    }
    await sleep(30)
  }
  return {
    url,
    port,
    directory,
    operatorKey: readFileSync(join(directory, 'operator.key'), 'utf8').trim(),
    process: child,
    output: () => text,
    end,
    again: (more = {}) => launch(directory, port, { ...env, ...more }),
    async remove() {
      await end('SIGTERM')
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Starts Cairn on a free port with fresh data. Where `MONGODB_URL` is set its data goes there, unless `embedded` is asked for. */
export const startCairn = async (
  options: { env?: Record<string, string>; embedded?: boolean; directory?: string } = {},
): Promise<RunningCairn> => {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'cairn-test-'))
  const mongodb = options.embedded === true ? {} : ownDatabases()
  return launch(directory, await freePort(), { ...mongodb, ...options.env })
}
