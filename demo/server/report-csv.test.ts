import { expect, test } from 'vitest'
import { firstData } from './first-data.ts'
import { people } from './people.ts'
import { reportCsv } from './report-csv.ts'

const data = firstData(1_800_000_000_000)['lumen-field']!

test('every task has a row', () => {
  expect(reportCsv(data, people).split('\r\n')).toHaveLength(data.tasks.length + 1)
})

test('a title that a spreadsheet would run is exported as text', () => {
  const [task] = data.tasks
  const csv = reportCsv({ ...data, tasks: [{ ...task!, title: '=HYPERLINK("http://x.example")' }] }, people)
  expect(csv).toContain(`"'=HYPERLINK(""http://x.example"")"`)
})
