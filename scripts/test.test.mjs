import { expect, test } from 'vitest'
import { countTests } from './test.mjs'

const file = (status, ...assertions) => ({ status, assertionResults: assertions.map((each) => ({ status: each })) })

test('tests are counted one by one, and skipped ones are named', () => {
  const report = {
    numPassedTests: 2,
    numFailedTests: 1,
    numPendingTests: 1,
    testResults: [file('failed', 'passed', 'passed', 'failed', 'pending')],
  }
  expect(countTests(report, 1)).toEqual({ passed: 2, failed: 1, note: '1 skipped' })
})

test('a file that cannot be read counts as a failure', () => {
  expect(countTests({ numPassedTests: 0, numFailedTests: 0, testResults: [file('failed')] }, 1).failed).toBe(1)
})

test('a rejection that nobody handled fails the tier though every test passed', () => {
  expect(countTests({ numPassedTests: 1, numFailedTests: 0, testResults: [file('passed', 'passed')] }, 1).failed).toBe(
    1,
  )
})

test('a tier without test files fails', () => {
  expect(countTests({ numPassedTests: 0, numFailedTests: 0, testResults: [] }, 1)).toMatchObject({
    passed: 0,
    failed: 1,
  })
})
