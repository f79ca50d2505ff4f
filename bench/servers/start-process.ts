import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { connectInspector, type Inspector } from './inspector.ts'

/** A built script in a process of its own, on loopback, with its inspector. */
export interface Started {
  readonly inspector: Inspector
  /** Resolves with the first match in what it prints. Rejects when it ends before. */
  printed(pattern: RegExp): Promise<string>
  /** Ends this one process and waits until it is gone. */
  end(): Promise<void>
}

/** @param script relative to the built bench/ */
export const startProcess = async (script: string, env: Readonly<Record<string, string>> = {}): Promise<Started> => {
  const path = fileURLToPath(new URL(`../${script}`, import.meta.url))
  const child = spawn(
    process.execPath,
    ['--inspect=127.0.0.1:0', ...(process.env.BENCH_NODE_FLAGS?.split(' ') ?? []), path],
    {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let text = ''
  const looks = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      text += chunk
      for (const look of looks) look()
    })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  // A run that fails half-way leaves no server behind.
  process.once('exit', () => child.kill())

  const printed = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(text)?.[1]
        if (found === undefined) return
        looks.delete(look)
        resolve(found)
      }
      looks.add(look)
      void gone.then(() => reject(new Error(`${script} ended at its start: ${text}`)))
      look()
    })
  const end = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await gone
  }
  const inspector = await connectInspector(await printed(/Debugger listening on (ws:\S+)/))
  return {
    inspector,
    printed,
    async end() {
      inspector.close()
      await end()
    },
  }
}
