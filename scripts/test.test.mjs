import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { countBoth, countTests } from './test.mjs'

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

describe('the files of failed tests run a second time', () => {
  const again = (...statuses) => ({
    numPassedTests: statuses.filter((status) => status === 'passed').length,
    numFailedTests: statuses.filter((status) => status === 'failed').length,
    testResults: [
      {
        name: resolve('tests/a.test.ts'),
        status: statuses.includes('failed') ? 'failed' : 'passed',
        assertionResults: statuses.map((status, place) => ({ status, fullName: `promise ${place}` })),
      },
    ],
  })
  const broken = { files: ['tests/a.test.ts'], titles: ['tests/a.test.ts: promise 1'] }

  test('what fails twice has failed, and is named', () => {
    expect(countBoth({ passed: 9, failed: 1 }, broken, again('passed', 'failed'), 1)).toEqual({
      passed: 9,
      failed: 1,
      broken: ['tests/a.test.ts: promise 1'],
      unsteady: [],
    })
  })

  test('what passes the second time counts as passed, and is named as unsteady', () => {
    expect(countBoth({ passed: 9, failed: 1 }, broken, again('passed', 'passed'), 0)).toEqual({
      passed: 10,
      failed: 0,
      broken: [],
      unsteady: ['tests/a.test.ts: promise 1'],
    })
  })

  test('a second run that breaks something else has failed', () => {
    expect(countBoth({ passed: 9, failed: 1 }, broken, again('failed', 'passed'), 1)).toMatchObject({
      failed: 1,
      broken: ['tests/a.test.ts: promise 0'],
    })
  })
})
