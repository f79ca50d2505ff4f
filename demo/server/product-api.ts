import { randomBytes } from 'node:crypto'
import express, { type ErrorRequestHandler, type Request, type Response, type Router } from 'express'
import { z } from 'zod'
import type { CairnKeys } from './cairn-keys.ts'
import { signCairnToken } from './cairn-token.ts'
import { templateTasks } from './first-data.ts'
import type { Data } from './open-data.ts'
import { companies, companyById, people, personById } from './people.ts'
import { reportCsv } from './report-csv.ts'
import { signedIn, signIn, signOut } from './session-cookie.ts'
import type { CompanySettings, Hue, Person, Project, Refusal, Role, Task, View } from './shapes.ts'
import { isVatNumber } from './vat-number.ts'
import { isWebhookUrl } from './webhook-url.ts'

const dayMs = 86_400_000
const everyone: readonly Role[] = ['admin', 'member', 'viewer']
const editors: readonly Role[] = ['admin', 'member']
const admins: readonly Role[] = ['admin']

const text = (most: number) => z.string().trim().min(1).max(most)
const column = z.enum(['todo', 'doing', 'review', 'done'])
const newSession = z.strictObject({ person: z.string().max(64) })
const newProject = z.strictObject({ name: text(80), template: z.enum(['blank', 'kanban', 'launch']) })
const projectChange = z.strictObject({ archived: z.boolean() })
const newTask = z.strictObject({ title: text(140), column: column.default('todo') })
const taskChange = z.strictObject({ column })
const newInvitation = z.strictObject({
  email: z.email().max(120),
  role: z.enum(['admin', 'member', 'viewer']),
})
const integrationIds = ['slack', 'github', 'figma', 'drive', 'calendar', 'zapier'] as const
const integrationId = z.enum(integrationIds)
const settingsChange = z.discriminatedUnion('section', [
  z.strictObject({
    section: z.literal('workspace'),
    workspaceName: text(80),
    weekStart: z.enum(['monday', 'sunday']),
  }),
  z.strictObject({
    section: z.literal('billing'),
    billingEmail: z.string().trim().max(120),
    vatNumber: z.string().trim().max(40),
  }),
  z.strictObject({ section: z.literal('webhooks'), webhookUrl: z.string().trim().max(300) }),
])

/** An answer other than success, thrown by a handler. */
class Answered extends Error {
  readonly status: number
  readonly body: object
  constructor(status: number, body: object) {
    super(String(status))
    this.status = status
    this.body = body
  }
}
const refuse = (refusal: Refusal) => new Answered(422, refusal)

const read = <T>(schema: z.ZodType<T>, body: unknown): T => {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw refuse({ field: String(parsed.error.issues[0]?.path[0] ?? ''), code: 'invalid' })
}

const hues: readonly Hue[] = ['blue', 'teal', 'violet', 'green', 'rose', 'amber']

/** The product's own HTTP interface, for its own page. */
/** What the product's own HTTP interface needs. */
export interface ApiOptions {
  readonly data: Data
  readonly keys: () => CairnKeys | undefined
  readonly now: () => number
}

export const createApi = ({ data, keys, now }: ApiOptions): Router => {
  const router = express.Router()
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })

  const only =
    (roles: readonly Role[], handle: (me: Person, request: Request, response: Response) => unknown) =>
    async (request: Request, response: Response): Promise<void> => {
      const me = signedIn(request, data)
      if (me === undefined) throw new Answered(401, { code: 'signed-out' })
      if (!roles.includes(me.role)) throw new Answered(403, { code: 'role' })
      const answer = await handle(me, request, response)
      if (!response.headersSent) response.json(answer ?? {})
    }
  const id = () => randomBytes(5).toString('hex')

  router.get('/people', (_request, response) => {
    response.json({ companies, people: people.map(({ email: _email, ...person }) => person) })
  })
  router.post('/session', (request, response) => {
    const person = personById(read(newSession, request.body).person)
    if (person === undefined) throw refuse({ field: 'person', code: 'unknown' })
    signIn(response, data, person, now())
    response.json({ person: person.id })
  })
  router.delete('/session', (request, response) => {
    signOut(request, response, data)
    response.json({})
  })

  router.get(
    '/cairn-token',
    only(everyone, async (me) => {
      const held = keys()
      if (held === undefined) throw new Answered(503, { code: 'no-guidance' })
      return { user: me.id, token: await signCairnToken(me, companyById(me.company), held, now()) }
    }),
  )

  // Nobody being signed in is an answer here, not a failure.
  router.get('/view', (request, response) => {
    const me = signedIn(request, data)
    const view: View | null =
      me === undefined
        ? null
        : {
            me,
            company: companyById(me.company),
            people: people.filter(({ company }) => company === me.company),
            ...data.company(me.company),
          }
    response.json(view)
  })

  router.post(
    '/projects',
    only(editors, (me, request): Project => {
      const { name, template } = read(newProject, request.body)
      const { projects } = data.company(me.company)
      if (projects.some((project) => project.name.toLowerCase() === name.toLowerCase()))
        throw refuse({ field: 'name', code: 'taken' })
      const project: Project = {
        id: `p${id()}`,
        name,
        summary: '',
        template,
        hue: hues[projects.length % hues.length] ?? 'blue',
        due: null,
        archived: false,
      }
      const tasks = templateTasks(template, me.language).map(
        ([title, at, , dueInDays]): Task => ({
          id: `t${id()}`,
          project: project.id,
          title,
          column: at,
          assignee: me.id,
          due: dueInDays === null ? null : new Date(now() + dueInDays * dayMs).toISOString().slice(0, 10),
          label: null,
          doneAt: null,
        }),
      )
      data.change(me.company, (before) => ({
        projects: [project, ...before.projects],
        tasks: [...before.tasks, ...tasks],
      }))
      return project
    }),
  )
  router.patch(
    '/projects/:project',
    only(editors, (me, request) => {
      const { archived } = read(projectChange, request.body)
      const { projects, tasks } = data.company(me.company)
      const project = projects.find((candidate) => candidate.id === request.params.project)
      if (project === undefined) throw new Answered(404, { code: 'gone' })
      if (archived && tasks.some((task) => task.project === project.id && task.column !== 'done'))
        throw refuse({ field: 'archived', code: 'open-tasks' })
      data.change(me.company, (before) => ({
        projects: before.projects.map((other) => (other.id === project.id ? { ...other, archived } : other)),
      }))
    }),
  )
  router.post(
    '/projects/:project/tasks',
    only(editors, (me, request): Task => {
      const { title, column: at } = read(newTask, request.body)
      const project = data.company(me.company).projects.find((candidate) => candidate.id === request.params.project)
      if (project === undefined) throw new Answered(404, { code: 'gone' })
      const task: Task = {
        id: `t${id()}`,
        project: project.id,
        title,
        column: at,
        assignee: me.id,
        due: null,
        label: null,
        doneAt: at === 'done' ? now() : null,
      }
      data.change(me.company, (before) => ({ tasks: [...before.tasks, task] }))
      return task
    }),
  )
  router.patch(
    '/tasks/:task',
    only(editors, (me, request): Task => {
      const { column: to } = read(taskChange, request.body)
      const task = data.company(me.company).tasks.find((candidate) => candidate.id === request.params.task)
      if (task === undefined) throw new Answered(404, { code: 'gone' })
      const moved: Task = { ...task, column: to, doneAt: to === 'done' ? (task.doneAt ?? now()) : null }
      data.change(me.company, (before) => ({
        tasks: before.tasks.map((other) => (other.id === task.id ? moved : other)),
      }))
      return moved
    }),
  )

  router.post(
    '/invitations',
    only(admins, (me, request) => {
      const { email, role } = read(newInvitation, request.body)
      const { invitations } = data.company(me.company)
      if ([...people, ...invitations].some((known) => known.email === email.toLowerCase()))
        throw refuse({ field: 'email', code: 'taken' })
      const invitation = { email: email.toLowerCase(), role, at: now() }
      data.change(me.company, (before) => ({ invitations: [...before.invitations, invitation] }))
      return invitation
    }),
  )

  router.put(
    '/integrations/:integration',
    only(editors, (me, request) => {
      const integration = read(integrationId, request.params.integration)
      data.change(me.company, (before) => ({ integrations: { ...before.integrations, [integration]: now() } }))
    }),
  )
  router.delete(
    '/integrations/:integration',
    only(editors, (me, request) => {
      data.change(me.company, (before) => ({
        integrations: Object.fromEntries(
          Object.entries(before.integrations).filter(([known]) => known !== request.params.integration),
        ),
      }))
    }),
  )

  router.get(
    '/reports/tasks.csv',
    only(everyone, (me, _request, response) => {
      response.type('csv').send(reportCsv(data.company(me.company), people))
    }),
  )

  router.put(
    '/settings',
    only(editors, (me, request): CompanySettings => {
      const { section, ...fields } = read(settingsChange, request.body)
      if (section !== 'webhooks' && me.role !== 'admin') throw new Answered(403, { code: 'role' })
      if ('billingEmail' in fields && !z.email().safeParse(fields.billingEmail).success)
        throw refuse({ field: 'billingEmail', code: 'email' })
      if ('vatNumber' in fields && fields.vatNumber !== '' && !isVatNumber(fields.vatNumber))
        throw refuse({ field: 'vatNumber', code: 'vat' })
      if ('webhookUrl' in fields && fields.webhookUrl !== '' && !isWebhookUrl(fields.webhookUrl))
        throw refuse({ field: 'webhookUrl', code: 'webhook' })
      data.change(me.company, (before) => ({ settings: { ...before.settings, ...fields } }))
      return data.company(me.company).settings
    }),
  )

  router.use((_request, response) => {
    response.status(404).json({ code: 'gone' })
  })
  const failed: ErrorRequestHandler = (cause: unknown, _request, response, _next) => {
    if (cause instanceof Answered) response.status(cause.status).json(cause.body)
    else if (typeof (cause as { status?: unknown }).status === 'number')
      response.status((cause as { status: number }).status).json({ code: 'malformed' })
    else {
      console.error('The demo failed to answer:', cause)
      response.status(500).json({ code: 'failed' })
    }
  }
  router.use(failed)
  return router
}
