// The test command: node scripts/test.mjs [TIER...]
// Runs the tiers in order, goes on past a failing one (except the build, whose output the later ones need), prints what
// each took, and closes with `N passed, N failed` on a line of its own. FULL=1 in the environment raises the counts inside
// the tests; MONGODB_URL adds the MongoDB form of the storage.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
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

/** One run of Vitest. @returns its report, or undefined where it stopped without one */
const runTests = async (projects, files, env) => {
  const report = join(scratch, `${projects.join('-')}-${reports++}.json`)
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
  return { code, report: existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined }
}
let reports = 0

/**
 * A tier of Vitest's, counted test by test.
 * @param files paths that begin so; all of the projects' without any
 * @param again the files of failed tests run a second time, and what passes only then is named as unsteady: with whole
 * browsers and databases on a shared machine a lost second is no broken promise, but nobody may overlook it either
 */
const tests =
  (projects, { env = {}, files = [], again = false } = {}) =>
  async () => {
    const first = await runTests(projects, files, env)
    if (first.report === undefined)
      return { passed: 0, failed: 1, note: `vitest stopped without a report (exit code ${first.code})` }
    const counted = countTests(first.report, first.code)
    if (counted.failed === 0) return counted
    const broken = brokenIn(first.report)
    if (!again || broken.files.length === 0) return { ...counted, broken: broken.titles }
    console.log(`\n== again: ${broken.files.map((file) => relative(root, file)).join(', ')}`)
    const second = await runTests(projects, broken.files, env)
    return second.report === undefined
      ? { ...counted, broken: broken.titles }
      : countBoth(counted, broken, second.report, second.code)
  }

/** The files in which something failed, and the failed tests by file and title. */
const brokenIn = ({ testResults = [] }) => {
  const failed = testResults.filter(({ status }) => status === 'failed')
  return {
    files: failed.map(({ name }) => name),
    titles: failed.flatMap(({ name, assertionResults }) => {
      const titles = assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName)
      return (titles.length > 0 ? titles : ['(the file itself)']).map((title) => `${relative(root, name)}: ${title}`)
    }),
  }
}

/** What a first run and a second one of its failed files come to: failed is what failed in the second, unsteady what did not. */
export const countBoth = (first, brokenFirst, report, code) => {
  const { failed } = countTests(report, code)
  const brokenAgain = brokenIn(report).titles
  const unsteady = brokenFirst.titles.filter((title) => !brokenAgain.includes(title))
  return {
    passed: first.passed + Math.max(0, first.failed - failed),
    failed,
    ...(first.note && { note: first.note }),
    broken: brokenAgain,
    unsteady,
  }
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
  conformance: tests(['conformance'], { again: true }),
  journeys: tests(['journeys'], { env: embedded, again: true }),
  widget: tests(['widget'], { env: embedded, again: true }),
  hardship: tests(['hardship'], { env: embedded, again: true }),
  mongodb: onMongodb(
    tests(['journeys', 'hardship'], {
      files: ['tests/journeys', 'tests/hardship/sigkill', 'tests/hardship/replay'],
      again: true,
    }),
  ),
  size: check(node('scripts/check-size.mjs')),
}

// They start what lies in dist/.
const needBuild = new Set(['journeys', 'widget', 'hardship', 'mongodb', 'size'])

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
  for (const { name, broken = [] } of rows) for (const title of broken) console.log(`FAILED    ${name}: ${title}`)
  for (const { name, unsteady = [] } of rows)
    for (const title of unsteady) console.log(`unsteady  ${name}: ${title} (passed the second time)`)
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
