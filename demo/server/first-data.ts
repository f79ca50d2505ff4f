import type { Column, CompanyData, Project, Task } from './shapes.ts'

type Row = readonly [title: string, column: Column, assignee: string | null, dueInDays: number | null, label?: string]

const dayMs = 86_400_000
const dateIn = (now: number, days: number): string => new Date(now + days * dayMs).toISOString().slice(0, 10)

const tasksOf = (project: string, rows: readonly Row[], now: number): Task[] =>
  rows.map(([title, column, assignee, dueInDays, label], index) => ({
    id: `${project}-${index + 1}`,
    project,
    title,
    column,
    assignee,
    due: dueInDays === null ? null : dateIn(now, dueInDays),
    label: label ?? null,
    // Spread over the last weeks, so that the report has a shape.
    doneAt: column === 'done' ? now - Math.round((1.5 + ((index * 7 + project.length * 5) % 38)) * dayMs) : null,
  }))

const project = (now: number, given: Omit<Project, 'archived' | 'due'> & { dueInDays: number }): Project => {
  const { dueInDays, ...rest } = given
  return { ...rest, due: dateIn(now, dueInDays), archived: false }
}

/** What a customer's account holds on its first day. @param now epoch ms; due dates lie around it */
export const firstData = (now: number): Readonly<Record<string, CompanyData>> => ({
  'lumen-field': {
    projects: [
      project(now, {
        id: 'atlas-site',
        name: 'Atlas Coffee website',
        summary: 'New shop, subscription flow and photography for the autumn range.',
        template: 'launch',
        hue: 'blue',
        dueInDays: 18,
      }),
      project(now, {
        id: 'ribeira-identity',
        name: 'Ribeira hotel identity',
        summary: 'Wordmark, room signage and a small guideline book.',
        template: 'kanban',
        hue: 'rose',
        dueInDays: 34,
      }),
      project(now, {
        id: 'studio-handbook',
        name: 'Studio handbook',
        summary: 'How we quote, plan and hand over, in one place.',
        template: 'blank',
        hue: 'teal',
        dueInDays: 60,
      }),
    ],
    tasks: [
      ...tasksOf(
        'atlas-site',
        [
          ['Subscription page: empty and paused states', 'todo', 'p-tomas', 2, 'Design'],
          ['Write alt texts for the product photos', 'todo', 'p-ines', 5, 'Copy'],
          ['Choose a payment provider with Atlas', 'todo', 'p-maya', 6, 'Client'],
          ['Checkout on small screens', 'doing', 'p-tomas', 1, 'Design'],
          ['Photo selection, second round', 'doing', 'p-ines', -1, 'Client'],
          ['Home page, final layout', 'review', 'p-maya', 0, 'Design'],
          ['Accessibility pass on the product page', 'review', 'p-tomas', 3, 'Quality'],
          ['Agree on the site map', 'done', 'p-maya', -9],
          ['Typeface licence', 'done', 'p-tomas', -12],
          ['Kick-off notes to the client', 'done', 'p-ines', -16],
          ['Moodboard', 'done', 'p-tomas', -21],
        ],
        now,
      ),
      ...tasksOf(
        'ribeira-identity',
        [
          ['Quote for the enamel room numbers', 'todo', 'p-maya', 8, 'Print'],
          ['Paper samples for the guideline book', 'todo', null, 11, 'Print'],
          ['Wordmark: three directions', 'doing', 'p-tomas', 4, 'Design'],
          ['Interview with the front desk', 'done', 'p-ines', -4, 'Research'],
          ['Photograph the existing signs', 'done', 'p-tomas', -7, 'Research'],
          ['Contract signed', 'done', 'p-maya', -13],
        ],
        now,
      ),
      ...tasksOf(
        'studio-handbook',
        [
          ['How we name files', 'todo', 'p-tomas', null],
          ['What a handover includes', 'doing', 'p-maya', 9],
          ['Rates and how we quote', 'done', 'p-maya', -20],
          ['Holidays and cover', 'done', 'p-maya', -26],
        ],
        now,
      ),
    ],
    invitations: [{ email: 'rui@lumenfield.example', role: 'member', at: now - 2 * dayMs }],
    integrations: { drive: now - 40 * dayMs },
    settings: {
      workspaceName: 'Lumen & Field',
      weekStart: 'monday',
      billingEmail: 'accounts@lumenfield.example',
      vatNumber: '',
      webhookUrl: '',
    },
  },
  'brandt-optik': {
    projects: [
      project(now, {
        id: 'serie-42',
        name: 'Objektivserie 42',
        summary: 'Von der Nullserie bis zur Freigabe: Prüfplan, Werkzeuge, Verpackung.',
        template: 'launch',
        hue: 'amber',
        dueInDays: 25,
      }),
      project(now, {
        id: 'messe-herbst',
        name: 'Messe im Herbst',
        summary: 'Stand, Vorführgeräte und Termine mit Händlern.',
        template: 'kanban',
        hue: 'violet',
        dueInDays: 41,
      }),
    ],
    tasks: [
      ...tasksOf(
        'serie-42',
        [
          ['Prüfplan für die Vergütung abstimmen', 'todo', 'p-leyla', 3, 'Qualität'],
          ['Angebot für Transportkoffer einholen', 'todo', 'p-jonas', 7, 'Einkauf'],
          ['Kosten je Stück nachrechnen', 'todo', 'p-katrin', 1, 'Zahlen'],
          ['Messreihe bei 40 °C', 'doing', 'p-leyla', -2, 'Qualität'],
          ['Fassung: Zeichnung, Stand C', 'doing', 'p-leyla', 2, 'Technik'],
          ['Freigabe der Nullserie', 'review', 'p-jonas', 0, 'Technik'],
          ['Glas bestellt', 'done', 'p-jonas', -8],
          ['Werkzeuge abgenommen', 'done', 'p-leyla', -14],
          ['Lastenheft unterschrieben', 'done', 'p-jonas', -24],
        ],
        now,
      ),
      ...tasksOf(
        'messe-herbst',
        [
          ['Stand: Lichtplan', 'todo', 'p-leyla', 12, 'Stand'],
          ['Termine mit Händlern bestätigen', 'doing', 'p-jonas', 5, 'Vertrieb'],
          ['Budget geprüft', 'done', 'p-katrin', -3, 'Zahlen'],
          ['Fläche gebucht', 'done', 'p-jonas', -10],
        ],
        now,
      ),
    ],
    invitations: [],
    integrations: {},
    settings: {
      workspaceName: 'Brandt Optik',
      weekStart: 'monday',
      billingEmail: 'rechnung@brandt-optik.example',
      vatNumber: '',
      webhookUrl: '',
    },
  },
})

/** What a new project starts with. */
export const templateTasks = (template: Project['template'], language: 'en' | 'de'): readonly Row[] => {
  const en = language === 'en'
  switch (template) {
    case 'blank':
      return []
    case 'kanban':
      return [
        [en ? 'Collect what has to be done' : 'Sammeln, was zu tun ist', 'doing', null, null],
        [en ? 'Agree on when a task counts as done' : 'Klären, wann eine Aufgabe fertig ist', 'todo', null, null],
      ]
    case 'launch':
      return [
        [en ? 'Write down the goal in one sentence' : 'Das Ziel in einem Satz festhalten', 'todo', null, 3],
        [en ? 'Name who decides' : 'Festlegen, wer entscheidet', 'todo', null, 4],
        [en ? 'Set the launch date' : 'Termin festlegen', 'todo', null, 7],
        [en ? 'Rehearse the launch' : 'Generalprobe', 'todo', null, 14],
      ]
    default:
      return template satisfies never
  }
}
