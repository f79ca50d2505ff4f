import { expect, test } from 'vitest'
import { isVatNumber } from './vat-number.ts'
import { isWebhookUrl } from './webhook-url.ts'

test.each(['PT509123456', 'DE123456789', 'ATU12345678'])('%s is a VAT number', (text) => {
  expect(isVatNumber(text)).toBe(true)
})
test.each([
  '509123456',
  'PT 509 123 456',
  'pt509123456',
  'DE12345678',
  'PT1509123456',
  '',
  'XX123456789',
  'constructor',
])('"%s" is none', (text) => {
  expect(isVatNumber(text)).toBe(false)
})

test('a webhook goes to a public https address', () => {
  expect(isWebhookUrl('https://hooks.example.com/halyard')).toBe(true)
})
test.each([
  'http://hooks.example.com',
  'https://localhost:3000',
  'https://192.168.1.4/x',
  'https://172.16.0.1',
  'https://[::1]/',
  'https://intranet/x',
  'https://user:word@hooks.example.com',
  'hooks.example.com',
])('a webhook does not go to %s', (url) => {
  expect(isWebhookUrl(url)).toBe(false)
})
