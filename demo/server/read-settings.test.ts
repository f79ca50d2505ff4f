import { expect, test } from 'vitest'
import { readSettings } from './read-settings.ts'
import { StartProblem } from './start-problem.ts'

test('nothing needs to be set', () => {
  expect(readSettings({})).toMatchObject({ port: 4601, cairnUrl: 'http://127.0.0.1:4600', operatorKeyFile: undefined })
})

test.each([
  [{ DEMO_PORT: 'eighty' }, /^DEMO_PORT is "eighty"\. Set it to a port/],
  [{ DEMO_PORT: '70000' }, /^DEMO_PORT/],
  [{ CAIRN_URL: 'cairn.example' }, /^CAIRN_URL/],
  [{ CAIRN_URL: 'http://cairn.example/path' }, /^CAIRN_URL/],
])('a malformed setting is named with its mend: %o', (environment, message) => {
  expect(() => readSettings(environment)).toThrow(StartProblem)
  expect(() => readSettings(environment)).toThrow(message)
})
