import type { CompanyData, Person } from './shapes.ts'

/** A cell that a spreadsheet takes for text, whatever it begins with (OWASP, "CSV Injection"). */
const cell = (text: string): string => {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${harmless.replaceAll('"', '""')}"`
}

/** Every task with its project and person, one row each. */
export const reportCsv = ({ projects, tasks }: CompanyData, people: readonly Person[]): string =>
  [
    ['Project', 'Task', 'Status', 'Assignee', 'Due', 'Done'],
    ...tasks.map(({ project, title, column, assignee, due, doneAt }) => [
      projects.find(({ id }) => id === project)?.name ?? '',
      title,
      column,
      people.find(({ id }) => id === assignee)?.name ?? '',
      due ?? '',
      doneAt === null ? '' : new Date(doneAt).toISOString().slice(0, 10),
    ]),
  ]
    .map((row) => row.map(cell).join(','))
    .join('\r\n')
