// Runs a command with a MongoDB of its own: node scripts/with-ferretdb.mjs COMMAND...
// FerretDB is built from Go's module proxy, serves on a free loopback port from a temporary directory, and is stopped by
// its process id. A MONGODB_URL that is set already wins. Without Go the command runs without a MongoDB, and that is said.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { constants, homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const module = resolve(fileURLToPath(import.meta.url), '../ferretdb')
const startLimitMs = 30_000

/** @returns the path of the binary, or undefined with the reason printed */
const buildOnce = () => {
  const hash = createHash('sha256')
  for (const file of ['go.mod', 'go.sum', 'main.go']) hash.update(readFileSync(join(module, file)))
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cairn')
  const binary = join(cache, `ferretdb-${process.platform}-${process.arch}-${hash.digest('hex').slice(0, 16)}`)
  if (existsSync(binary)) return binary
  if (spawnSync('go', ['version']).status !== 0) return skip('go is not installed')
  mkdirSync(cache, { recursive: true })
  const aside = `${binary}.${process.pid}`
  console.log('with-ferretdb: building FerretDB (the first time takes a few minutes)')
  const { status } = spawnSync('go', ['build', '-mod=readonly', '-trimpath', '-o', aside, '.'], {
    cwd: module,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status !== 0) return skip('FerretDB could not be built')
  renameSync(aside, binary)
  return binary
}

const skip = (reason) => {
  console.log(
    `with-ferretdb: ${reason}, so the MongoDB tier is skipped; set MONGODB_URL to run it on a server of yours`,
  )
  return undefined
}

/** @returns the server's process and address, or undefined with the reason printed */
const start = async (binary, state) => {
  const server = spawn(binary, ['-listen', '127.0.0.1:0', '-state', state], { stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await new Promise((answer) => {
    setTimeout(answer, startLimitMs).unref()
    createInterface({ input: server.stdout }).once('line', answer)
    server.once('exit', () => answer(undefined))
    server.once('error', () => answer(undefined))
  })
  if (url) return { server, url }
  server.kill('SIGKILL')
  return skip('FerretDB did not start')
}

const run = ([command, ...parameters], env) =>
  new Promise((answer) => {
    const child = spawn(command, parameters, { stdio: 'inherit', env })
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
    child.once('error', (error) => {
      console.error(`with-ferretdb: ${error.message}`)
      answer(127)
    })
    child.once('exit', (code, signal) => answer(code ?? 128 + constants.signals[signal]))
  })

const command = process.argv.slice(2)
if (command.length === 0) {
  console.error('usage: node scripts/with-ferretdb.mjs COMMAND...')
  process.exit(2)
}
if (process.env.MONGODB_URL) process.exit(await run(command, process.env))

const binary = buildOnce()
const state = mkdtempSync(join(tmpdir(), 'cairn-ferretdb-'))
const started = binary && (await start(binary, state))
const code = await run(command, started ? { ...process.env, MONGODB_URL: started.url } : process.env)
if (started && started.server.exitCode === null) {
  const stopped = new Promise((answer) => started.server.once('exit', answer))
  started.server.kill('SIGTERM')
  const timer = setTimeout(() => started.server.kill('SIGKILL'), 5_000)
  await stopped
  clearTimeout(timer)
}
rmSync(state, { recursive: true, force: true })
process.exit(code)
