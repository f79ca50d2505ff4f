import { expect, test } from 'vitest'
import { content } from '../../contract/content.ts'
import { contentText } from './content-text.ts'

test('content guardrails read all that a reader may, in their language, and the wordings they may take instead', () => {
  const checklist = content.parse({
    kind: 'checklist',
    key: 'start',
    title: { en: 'Start', de: 'Los' },
    steps: [
      { id: 'a', title: { en: 'Create', de: 'Anlegen' }, body: 'Here', completeOn: { click: true } },
      {
        id: 'b',
        title: 'Pay',
        action: { label: { en: 'Go', de: 'Hin' }, url: '/pay' },
        audience: { 'verified.role': 'admin' },
        completeOn: { click: true },
      },
    ],
    variants: { formal: { title: { en: 'To begin with', de: 'Zu Beginn' } }, brief: { body: 'Short.' } },
  })
  expect(contentText(checklist, ['de', 'en'])).toEqual({
    title: 'Los',
    body: '',
    others: ['Anlegen', 'Here', 'Pay', 'Hin'],
    variants: { formal: { title: 'Zu Beginn' }, brief: { body: 'Short.' } },
  })
})
