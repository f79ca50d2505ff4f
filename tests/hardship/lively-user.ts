import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from '../../contract/limits.ts'
import { message, type WireClient } from '../cairn/wire-client.ts'

type Message = ReturnType<typeof message>
const track = (name: string, properties?: object) =>
  message('track', { name, ...(properties === undefined ? {} : { properties }) })
const page = (path: string) => message('page', { path })
const button = (hook: string) => ({ tag: 'button', hook })

/** What people do in the demo: every trigger, step and audience of its content can come about, and much that concerns none. */
const doings: readonly (() => readonly Message[])[] = [
  () => [page('/projects')],
  () => [
    page('/projects/p1'),
    message('rage-click', { path: '/projects/p1', element: button('archive-project'), clicks: 4 }),
  ],
  () => [page('/integrations')],
  () => [page('/reports'), message('idle', { path: '/reports', watch: 'report-pause', seconds: 25 })],
  () => [page('/settings/billing'), ...[1, 2, 3].map(() => track('save_failed'))],
  () => [page('/settings/webhooks'), ...[1, 2, 3].map(() => track('save_failed'))],
  () => [page('/team')],
  () => [track('project_created', { template: 'launch' })],
  () => [track('teammate_invited', { role: 'viewer' })],
  () => [track('integration_connected')],
  () => [track('report_exported')],
  () => [track('task_completed')],
  () => [track('settings_saved', { section: 'billing' })],
  () => [message('search', { path: '/projects', name: 'site_search', terms: 'invoice' })],
  () => [message('step-done', { content: 'getting-started', step: 'meet-your-board' })],
  () => [message('step-done', { content: 'first-steps', step: 'find-your-tasks' })],
  () => [message('start', { content: 'webhook-help' })],
  () => [message('typing')],
  () => [message('error', { path: '/reports', message: 'Cannot read properties of undefined' })],
  () => [message('consent', { analytics: true, personalisation: false })],
  () => [message('consent', { analytics: true, personalisation: true })],
  () => [message('focus')],
]

/** What people say of guidance; saying nothing is the most frequent. */
const sayings: readonly (((decision: string) => Message) | null)[] = [
  null,
  null,
  (decision) => message('feedback', { decision, action: 'dismissed' }),
  (decision) => message('feedback', { decision, action: 'not-now' }),
  (decision) => message('feedback', { decision, action: 'helpful' }),
  (decision) => message('abstained', { decision, reason: 'not-found' }),
]

const pick = <T>(from: readonly T[], random: () => number): T => from[Math.floor(random() * from.length)] as T

/** One sitting: so many doings, each decided for before the next, with what is shown painted and sometimes commented on. */
export const beLively = async (client: WireClient, random: () => number, rounds: number): Promise<void> => {
  await client.send([page('/projects')])
  for (let round = 0; round < rounds; round++) {
    await client.send(pick(doings, random)())
    // Decisions of one user that come closer together are made as one.
    await sleep(limits.coalesceMs + 20)
    for (const { decision } of client.guidance()?.items ?? []) {
      const says = pick(sayings, random)?.(decision)
      await client.send([message('exposure', { decision }), ...(says === undefined ? [] : [says])])
    }
  }
}
