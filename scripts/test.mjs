// The test command: node scripts/test.mjs [TIER...]
// Runs the tiers in order, goes on past a failing one (except the build, whose output the later ones need), prints what
// each took, and closes with `N passed, N failed` on a line of its own. FULL=1 in the environment raises the counts inside
// the tests; MONGODB_URL adds the MongoDB form of the storage.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(fileURLToPath(import.meta.url), '../..')
const bin = (name) => join(root, 'node_modules/.bin', name)
let scratch = ''

// A hanging test must not take the whole run with it: .ci/run has an hour.
const tierLimitMs = 15 * 60_000

let stopRunning = () => undefined

/** Runs a command in a process group of its own, so that what it started ends with it. @returns its exit code */
const run = (command, parameters, env = {}) =>
  new Promise((answer) => {
    const child = spawn(command, parameters, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    })
    stopRunning = () => {
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It is gone already.
      }
    }
    const timer = setTimeout(() => {
      console.error(`${command} was stopped after ${tierLimitMs / 60_000} minutes`)
      stopRunning()
    }, tierLimitMs)
    child.once('error', (error) => {
      console.error(error.message)
      answer(1)
    })
    child.once('exit', (code) => {
      clearTimeout(timer)
      answer(code ?? 1)
    })
  })

/** A tier that is one check: it passes or fails as a whole. */
const check =
  (...commands) =>
  async () => {
    let failed = false
    for (const [command, ...parameters] of commands) if ((await run(command, parameters)) !== 0) failed = true
    return failed ? { passed: 0, failed: 1 } : { passed: 1, failed: 0 }
  }

/** A tier of Vitest's, counted test by test. @param files paths that begin so; all of the projects' without any */
const tests =
  (projects, { env = {}, files = [] } = {}) =>
  async () => {
    const report = join(scratch, `${projects.join('-')}-${files.length}.json`)
    const code = await run(
      bin('vitest'),
      [
        'run',
        ...projects.map((project) => `--project=${project}`),
        '--passWithNoTests=false',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
        ...files,
      ],
      env,
    )
    if (!existsSync(report))
      return { passed: 0, failed: 1, note: `vitest stopped without a report (exit code ${code})` }
    return countTests(JSON.parse(readFileSync(report, 'utf8')), code)
  }

/** @param code vitest's exit code: what fails outside any test (a file that cannot be read, an unhandled rejection)
 *  fails the run without a failing test, and counts as one. */
export const countTests = (report, code) => {
  const { numPassedTests: passed, numFailedTests, numPendingTests: skipped = 0, testResults = [] } = report
  if (testResults.length === 0) return { passed: 0, failed: 1, note: 'no test files were found' }
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  ).length
  const failed = numFailedTests + brokenFiles
  return {
    passed,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    ...(skipped > 0 && { note: `${skipped} skipped` }),
  }
}

const node = (...parameters) => [process.execPath, ...parameters]
const types = ['server', 'widget', 'tests'].map((side) => [bin('tsc'), '-p', `tsconfig.${side}.json`])

// Whole journeys run on the embedded store, and once more where MONGODB_URL names a server: a green run on one says nothing of the other.
const embedded = { MONGODB_URL: '' }
const onMongodb = (tier) => async () => {
  if (!process.env.MONGODB_URL) return { passed: 0, failed: 0, note: 'SKIPPED: MONGODB_URL is not set' }
  console.log('journeys and kills again, on MONGODB_URL; FerretDB proves the wire, the driver and inserts under unique')
  console.log('indexes, not write concern, locking or majority reads')
  return tier()
}

const tiers = {
  lint: check([bin('biome'), 'ci', '--max-diagnostics=50', ...(process.stdout.isTTY ? [] : ['--colors=off'])]),
  types: check(...types),
  directions: check(node('scripts/check-graph.mjs')),
  'dead-code': check([bin('knip'), '--no-progress', '--no-config-hints']),
  build: check(node('esbuild.config.mjs', ...(process.env.CI ? ['--strict'] : []))),
  unit: tests(['unit']),
  conformance: tests(['conformance']),
  journeys: tests(['journeys'], { env: embedded }),
  hardship: tests(['hardship'], { env: embedded }),
  mongodb: onMongodb(tests(['journeys', 'hardship'], { files: ['tests/journeys', 'tests/hardship/sigkill'] })),
  size: check(node('scripts/check-size.mjs')),
}

// They start what lies in dist/.
const needBuild = new Set(['journeys', 'hardship', 'mongodb', 'size'])

const main = async (asked) => {
  let wanted = asked
  const unknown = wanted.filter((tier) => !(tier in tiers))
  if (unknown.length > 0) {
    console.error(`no tier ${unknown.join(', ')}; there are: ${Object.keys(tiers).join(', ')}`)
    return 2
  }
  const rows = []
  // Half a second, against a tier that tests yesterday's code.
  if (wanted.some((tier) => needBuild.has(tier))) wanted = [...wanted, 'build']
  for (const [name, tier] of Object.entries(tiers)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    console.log(`\n== ${name}`)
    const startedAt = Date.now()
    const result = await tier()
    rows.push({ name, seconds: (Date.now() - startedAt) / 1000, ...result })
    if (result.note) console.log(`${name}: ${result.note}`)
    if (name === 'build' && result.failed > 0) {
      console.log('the build failed: the tiers after it did not run')
      break
    }
  }
  console.log('')
  for (const { name, seconds, passed, failed, note = '' } of rows)
    console.log(
      `${failed > 0 ? 'FAILED' : 'ok    '}  ${name.padEnd(12)}${`${seconds.toFixed(1)} s`.padStart(9)}  ${passed} passed, ${failed} failed  ${note}`.trimEnd(),
    )
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0)
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
  return sum('failed') > 0 ? 1 : 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  scratch = mkdtempSync(join(tmpdir(), 'cairn-test-'))
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => {
      stopRunning()
      rmSync(scratch, { recursive: true, force: true })
      process.exit(1)
    })
  const code = await main(process.argv.slice(2))
  rmSync(scratch, { recursive: true, force: true })
  process.exit(code)
}
