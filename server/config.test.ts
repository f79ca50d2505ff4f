import { expect, test } from 'vitest'
import { AppError } from '../contract/errors.ts'
import { readConfig } from './config.ts'

test('no variable is required', () => {
  expect(readConfig({})).toMatchObject({ port: 4600, host: '127.0.0.1', mongodbUrl: undefined })
})

test('an empty variable counts as absent', () => {
  expect(readConfig({ CAIRN_PORT: '' }).port).toBe(4600)
})

test.each([
  ['CAIRN_PORT', 'eighty'],
  ['CAIRN_PORT', '70000'],
  ['CAIRN_PORT', '-1'],
  ['MONGODB_URL', 'localhost:27017'],
  ['CAIRN_LOG', 'loud'],
  ['CAIRN_RATE_TENANT', '0'],
])('%s=%s is refused, naming the setting', (setting, given) => {
  let thrown: unknown
  try {
    readConfig({ [setting]: given })
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(AppError)
  expect((thrown as AppError).facts).toMatchObject({ setting, given })
})
