import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { compileTest } from '../server/plugin-host/compile-plugin.ts'

const isTest = (name: string) => /\.test\.[cm]?[tj]s$/.test(name)

const testsAt = (place: string): readonly string[] => {
  if (!existsSync(place)) return []
  if (statSync(place).isFile()) return isTest(place) ? [resolve(place)] : testsAt(dirname(place))
  return readdirSync(place)
    .filter(isTest)
    .map((name) => resolve(place, name))
}

/**
 * Runs the tests that stand beside a plugin with Node's own test runner, compiled as the server compiles the plugin: they need no
 * package.json and no build.
 * @returns the exit code: 0 when all pass, 2 when there are none
 */
export const pluginTest = async (place: string, print: (line: string) => void = console.log): Promise<number> => {
  const tests = testsAt(place)
  if (tests.length === 0) {
    print(`there is no .test.ts or .test.js at ${place}`)
    return 2
  }
  const folder = mkdtempSync(join(tmpdir(), 'cairn-plugin-test-'))
  try {
    const files = await Promise.all(
      tests.map(async (test) => {
        const file = join(folder, `${basename(test).replace(/\.[cm]?[tj]s$/, '')}.mjs`)
        writeFileSync(file, await compileTest(test))
        return file
      }),
    )
    return await new Promise((done, fail) => {
      // A runner that believes to be a runner's child would keep its report to itself.
      const { NODE_TEST_CONTEXT: _, ...env } = process.env
      const child = spawn(process.execPath, ['--test', '--test-reporter=spec', ...files], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let rest = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) print(line)
      })
      child.once('error', fail)
      child.once('close', (code) => {
        if (rest !== '') print(rest)
        done(code ?? 1)
      })
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
