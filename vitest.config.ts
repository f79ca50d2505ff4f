import { defineConfig } from 'vitest/config'
// @ts-expect-error: a script without types
import { workersFromSource } from './scripts/vitest-workers.mjs'

const project = (name: string, include: string[], options: object = {}) => ({
  define: { __CAIRN_VERSION__: '"0.0.0-test"' },
  plugins: [workersFromSource()],
  oxc: { jsx: { runtime: 'automatic' as const, importSource: 'preact' } },
  test: { name, include, ...options },
})

// Whole processes, browsers and databases on two cores: files one after another, and time enough for a slow machine.
const heavy = { fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000 }
// Each file has a server, or a browser, of its own, and mostly waits: two at a time, but for the full run, which is in no hurry.
const waiting = process.env.FULL === '1' ? heavy : { ...heavy, fileParallelism: true, maxWorkers: 2 }

export default defineConfig({
  test: {
    projects: [
      project('unit', [
        '{contract,server,plugins,search,widget,cli,console,demo,bench}/**/*.test.{ts,tsx}',
        'scripts/**/*.test.{mjs,ts}',
      ]),
      project('conformance', ['tests/conformance/**/*.test.{ts,tsx}'], heavy),
      project('widget', ['tests/{widget,widget-views}/**/*.test.{ts,tsx}'], waiting),
      // Whatever else stands in tests/ (journeys, tour): no folder can be forgotten.
      project('journeys', ['tests/**/*.test.{ts,tsx}'], {
        ...waiting,
        exclude: ['tests/{conformance,hardship,widget,widget-views}/**'],
      }),
      project('hardship', ['tests/hardship/**/*.test.{ts,tsx}'], heavy),
    ],
  },
})
