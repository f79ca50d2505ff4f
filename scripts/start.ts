// npm start: Cairn on one port, the demo product on another, until Ctrl-C. What it prints is all that one needs to begin.
import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join, relative, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { companies, people } from '../demo/server/people.ts'

const dist = fileURLToPath(new URL('..', import.meta.url))
/** How long a child may take to be ready, and to stop, ms. */
const readyWithinMs = 30_000
const stopWithinMs = 8_000

const portOf = (name: 'CAIRN_PORT' | 'DEMO_PORT', fallback: number): number => {
  const given = process.env[name] || String(fallback)
  if (!/^\d{1,5}$/.test(given) || Number(given) < 1 || Number(given) > 65_535)
    throw new Error(`${name} is "${given}". Set it to a port from 1 to 65535.`)
  return Number(given)
}

const readSettings = () => {
  const cairnPort = portOf('CAIRN_PORT', 4600)
  const demoPort = portOf('DEMO_PORT', 4601)
  if (cairnPort === demoPort)
    throw new Error(`CAIRN_PORT and DEMO_PORT are both ${cairnPort}. Set one of them to another port.`)
  const cairnData = resolve(process.env.CAIRN_DATA || './.cairn')
  return { cairnPort, demoPort, cairnData, demoData: resolve(process.env.DEMO_DATA || `${cairnData}-demo`) }
}
type Settings = ReturnType<typeof readSettings>

/** Asked before anything starts: else a stranger on the port would be taken for ours. */
const mustBeFree = (name: string, port: number): Promise<void> =>
  new Promise((free, refuse) => {
    const probe = createServer()
    probe.once('error', ({ code }: NodeJS.ErrnoException) =>
      refuse(
        new Error(
          code === 'EACCES'
            ? `${name} is ${port}, which this user may not use. Set it to a port above 1023.`
            : `${name} is ${port}, which is taken. Set it to a free port, or stop what uses it.`,
        ),
      ),
    )
    probe.listen(port, '127.0.0.1', () => probe.close(() => free()))
  })

interface Child {
  readonly process: ChildProcess
  /** Settles when it has ended. */
  readonly ended: Promise<void>
}
const children: Child[] = []
let stopping = false
let isUp = false

const isRunning = ({ process: { exitCode, signalCode } }: Child): boolean => exitCode === null && signalCode === null

/** Its own one-line errors go straight to the terminal. */
const startChild = (name: string, file: string, env: Record<string, string>): Child => {
  const child = spawn(process.execPath, [join(dist, file)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const started = {
    process: child,
    ended: new Promise<void>((done) => {
      child.once('exit', () => done())
      child.once('error', () => done())
    }),
  }
  children.push(started)
  void started.ended.then(() => {
    if (stopping) return
    // One that cannot start has said why.
    if (isUp || child.signalCode !== null)
      process.stderr.write(
        `${name} has ended (${child.signalCode ?? `code ${child.exitCode}`}), so everything stops.\n`,
      )
    void stop(1)
  })
  return started
}

const stop = async (code: number): Promise<void> => {
  if (stopping) return
  stopping = true
  const running = children.filter(isRunning)
  for (const { process: child } of running) child.kill('SIGTERM')
  await Promise.race([Promise.all(running.map(({ ended }) => ended)), sleep(stopWithinMs)])
  for (const child of children.filter(isRunning)) child.process.kill('SIGKILL')
  process.exit(code)
}

/** @returns the answer once `enough` of it, or undefined when the time is over or the child has ended */
const answerOf = async <T>(url: string, child: Child, enough: (answer: T) => boolean): Promise<T | undefined> => {
  const giveUpAt = Date.now() + readyWithinMs
  while (isRunning(child) && Date.now() < giveUpAt) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
      const answer = (await response.json()) as T
      if (response.ok && enough(answer)) return answer
    } catch {
      // Not up yet.
    }
    await sleep(50)
  }
  return undefined
}

const bold = (text: string) => (process.stdout.isTTY ? `\u001b[1m${text}\u001b[22m` : text)
const dim = (text: string) => (process.stdout.isTTY ? `\u001b[2m${text}\u001b[22m` : text)

const welcome = ({ cairnPort, demoPort, cairnData, demoData }: Settings): string => {
  const longest = Math.max(...people.map(({ name }) => name.length)) + 3
  const here = (path: string) => {
    const short = relative(process.cwd(), path)
    return short.startsWith('..') ? path : `./${short}`
  }
  return [
    '',
    `  ${bold('Cairn is up.')} Open the demo and sign in as one of these people:`,
    '',
    `  ${bold(`http://127.0.0.1:${demoPort}`)}   ${dim('Halyard, a product that Cairn guides people through')}`,
    ...companies.flatMap(({ id, name, plan }) => [
      '',
      `    ${bold(name)} ${dim(`(${plan} plan)`)}`,
      ...people
        .filter(({ company }) => company === id)
        .map((person) => `      ${person.name.padEnd(longest)}${dim(`${person.role.padEnd(8)} ${person.title}`)}`),
    ]),
    '',
    `  ${dim('Health')}   http://127.0.0.1:${cairnPort}/health/ready`,
    `  ${dim('Data')}     ${here(cairnData)} and ${here(demoData)}, kept until you remove them`,
    `  ${dim('Stop')}     Ctrl-C`,
    '',
  ].join('\n')
}

const run = async (): Promise<void> => {
  const settings = readSettings()
  const { cairnPort, demoPort, cairnData, demoData } = settings
  await mustBeFree('CAIRN_PORT', cairnPort)
  await mustBeFree('DEMO_PORT', demoPort)
  const cairn = startChild('Cairn', 'server/main.js', {
    CAIRN_PORT: String(cairnPort),
    CAIRN_DATA: cairnData,
    CAIRN_LOG: process.env.CAIRN_LOG || 'warn',
  })
  if ((await answerOf(`http://127.0.0.1:${cairnPort}/health/ready`, cairn, () => true)) === undefined) {
    if (isRunning(cairn)) throw new Error(`Cairn was not ready within ${readyWithinMs / 1_000} s.`)
    return
  }
  if (stopping) return
  const demo = startChild('The demo', 'demo/server/main.js', {
    DEMO_PORT: String(demoPort),
    DEMO_DATA: demoData,
    CAIRN_URL: `http://127.0.0.1:${cairnPort}`,
    CAIRN_OPERATOR_KEY_FILE: join(cairnData, 'operator.key'),
  })
  const health = `http://127.0.0.1:${demoPort}/health`
  if ((await answerOf<{ guided: boolean }>(health, demo, ({ guided }) => guided)) === undefined) {
    if (isRunning(demo)) throw new Error(`The demo was not ready within ${readyWithinMs / 1_000} s.`)
    return
  }
  if (stopping) return
  isUp = true
  console.log(welcome(settings))
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))
// npm passes a SIGTERM to the shell between us, which ends without telling: then the parent changes.
const parent = process.ppid
if (process.env.npm_lifecycle_event === 'start')
  setInterval(() => {
    if (process.ppid !== parent) void stop(0)
  }, 500).unref()

run().catch((cause: unknown) => {
  process.stderr.write(`Cannot start: ${cause instanceof Error ? cause.message : String(cause)}\n`)
  void stop(1)
})
