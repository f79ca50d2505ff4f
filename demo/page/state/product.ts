import { computed, effect, signal } from '@preact/signals'
import type {
  Column,
  CompanySettings,
  Invitation,
  Project,
  Refusal,
  Role,
  Task,
  Template,
  View,
} from '../../server/shapes.ts'
import { forget, identify, track } from '../guidance/cairn.ts'
import { navigate } from '../routing/address.ts'
import { language } from '../words/language.ts'
import { say } from '../words/say.ts'
import { type Called, callApi } from './call-api.ts'
import { toast } from './toasts.ts'

export const view = signal<View | null>(null)
export const status = signal<'loading' | 'ready' | 'signed-out' | 'failed'>('loading')

export const mayEdit = computed(() => view.value !== null && view.value.me.role !== 'viewer')
export const isAdmin = computed(() => view.value?.me.role === 'admin')
export const openProjects = computed(() => view.value?.projects.filter(({ archived }) => !archived) ?? [])
export const tasksOf = (project: string): readonly Task[] =>
  view.value?.tasks.filter((task) => task.project === project) ?? []

effect(() => {
  if (view.value !== null) language.person = view.value.me.language
})

const change = (next: (view: View) => Partial<View>): void => {
  if (view.value !== null) view.value = { ...view.value, ...next(view.value) }
}

export const load = async (): Promise<void> => {
  const called = await callApi<View | null>('GET', '/view')
  if (!called.ok) {
    status.value = 'failed'
    return
  }
  view.value = called.value
  status.value = called.value === null ? 'signed-out' : 'ready'
  if (called.value !== null) identify(called.value.me)
}

export const signIn = async (person: string): Promise<boolean> => {
  const called = await callApi('POST', '/session', { person })
  if (!called.ok) return false
  status.value = 'loading'
  navigate('/projects', 'replace')
  await load()
  return true
}

export const signOut = async (): Promise<void> => {
  await callApi('DELETE', '/session')
  forget()
  view.value = null
  status.value = 'signed-out'
  navigate('/sign-in')
}

/** What a form shows when a call was not taken. Null when it was, or when a toast has said it. */
const refusalOf = (called: Called<unknown>): Refusal | null => {
  if (called.ok) return null
  // The session has ended elsewhere.
  if (called.status === 401) void load()
  else if (called.refusal === null) toast(say(called.status === 403 ? 'notAllowed' : 'notReached'), 'bad')
  return called.refusal ?? { field: '', code: 'unreached' }
}

export const createProject = async (name: string, template: Template): Promise<Refusal | null> => {
  const called = await callApi<Project>('POST', '/projects', { name, template })
  if (!called.ok) return refusalOf(called)
  track('project_created', { template })
  // The template's tasks are the server's.
  await load()
  navigate(`/projects/${called.value.id}`)
  toast(say('projectCreated', { name }))
  return null
}

export const archiveProject = async (project: Project, archived: boolean): Promise<void> => {
  const called = await callApi('PATCH', `/projects/${project.id}`, { archived })
  if (refusalOf(called) !== null) return
  change(({ projects }) => ({
    projects: projects.map((other) => (other.id === project.id ? { ...other, archived } : other)),
  }))
  if (archived) track('project_archived')
  toast(say(archived ? 'projectArchived' : 'projectRestored', { name: project.name }))
}

export const addTask = async (project: string, title: string, column: Column): Promise<boolean> => {
  const called = await callApi<Task>('POST', `/projects/${project}/tasks`, { title, column })
  if (!called.ok) {
    refusalOf(called)
    return false
  }
  change(({ tasks }) => ({ tasks: [...tasks, called.value] }))
  track('task_added')
  return true
}

/** Shown at once; taken back when the server does not take it. */
export const moveTask = async (task: Task, column: Column): Promise<void> => {
  const put = (moved: Task) =>
    change(({ tasks }) => ({ tasks: tasks.map((other) => (other.id === task.id ? moved : other)) }))
  put({ ...task, column, doneAt: column === 'done' ? Date.now() : null })
  const called = await callApi<Task>('PATCH', `/tasks/${task.id}`, { column })
  if (refusalOf(called) !== null) put(task)
  else if (column === 'done' && task.column !== 'done') track('task_completed')
}

export const invite = async (email: string, role: Role): Promise<Refusal | null> => {
  const called = await callApi<Invitation>('POST', '/invitations', { email, role })
  if (!called.ok) return refusalOf(called)
  change(({ invitations }) => ({ invitations: [...invitations, called.value] }))
  track('teammate_invited', { role })
  toast(say('invited', { email }))
  return null
}

export const connect = async (integration: string, name: string): Promise<void> => {
  const called = await callApi('PUT', `/integrations/${integration}`)
  if (refusalOf(called) !== null) return
  change(({ integrations }) => ({ integrations: { ...integrations, [integration]: Date.now() } }))
  track('integration_connected', { integration })
  toast(say('connectedTo', { name }))
}

export const disconnect = async (integration: string, name: string): Promise<void> => {
  const called = await callApi('DELETE', `/integrations/${integration}`)
  if (refusalOf(called) !== null) return
  change(({ integrations }) => ({
    integrations: Object.fromEntries(Object.entries(integrations).filter(([id]) => id !== integration)),
  }))
  toast(say('disconnectedFrom', { name }))
}

export type SettingsChange = { readonly section: 'workspace' | 'billing' | 'webhooks' } & Partial<CompanySettings>

export const saveSettings = async (fields: SettingsChange): Promise<Refusal | null> => {
  const called = await callApi<CompanySettings>('PUT', '/settings', fields)
  const { section } = fields
  if (!called.ok) {
    const refusal = refusalOf(called)
    track('save_failed', { section, field: refusal?.field ?? '', status: called.status })
    return refusal
  }
  change(() => ({ settings: called.value }))
  track('settings_saved', { section })
  toast(say('saved'))
  return null
}

/** Fetched first, so that what is saved to disk is never an error page. */
export const exportReport = async (): Promise<boolean> => {
  try {
    const response = await fetch('/api/reports/tasks.csv')
    if (!response.ok) throw new Error(String(response.status))
    const link = document.createElement('a')
    link.href = URL.createObjectURL(await response.blob())
    link.download = `halyard-${new Date().toISOString().slice(0, 10)}.csv`
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 1_000)
    track('report_exported', { format: 'csv' })
    toast(say('exported', { file: link.download }))
    return true
  } catch {
    toast(say('notReached'), 'bad')
    return false
  }
}
