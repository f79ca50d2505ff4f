import type { BrowserContext, Page } from 'playwright-core'
import { type HostPage, startHostPage, strictPolicy } from '../cairn/host-page.ts'
import type { RunningCairn } from '../cairn/start-cairn.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

/** The customer's page: a button that really does something, a form whose save fails, a field that a tip points at. */
const html = (tag: string) => `
  <main>
    <h1>Projects</h1>
    <button id="create" data-cairn="new-project">New project</button>
    <form id="settings"><label>Webhook URL <input id="url" data-cairn="webhook-url"></label><button id="save">Save</button></form>
    <p id="log"></p>
  </main>
  <script src="/page.js"></script>${tag}`

const script = `
  window.hostErrors = []
  addEventListener('error', (event) => window.hostErrors.push(String(event.message)))
  addEventListener('unhandledrejection', (event) => window.hostErrors.push(String(event.reason)))
  window.cairn ||= []
  const token = new URLSearchParams(location.search).get('token')
  if (token) cairn.push(['identify', 'ada', {}, { token }])
  document.getElementById('create').addEventListener('click', () => cairn.push(['track', 'project_created', { template: 'kanban' }]))
  document.getElementById('settings').addEventListener('submit', (event) => { event.preventDefault(); cairn.push(['track', 'save_failed', {}]) })
`

const checklist = {
  kind: 'checklist',
  title: 'Get started',
  body: 'Three steps to your first project.',
  steps: [
    {
      id: 'create-project',
      title: 'Create a project',
      completeOn: { event: 'project_created', where: { template: 'kanban' } },
    },
    { id: 'look-around', title: 'Look around', completeOn: { click: true } },
    { id: 'invite', title: 'Invite a teammate', completeOn: { event: 'teammate_invited' } },
  ],
}
const tip = {
  kind: 'tip',
  title: 'The address must begin with https',
  body: 'Paste the address from your other tool, with https:// in front.',
  anchor: { hook: 'webhook-url' },
  trigger: { event: { name: 'save_failed', count: 3 } },
}

/** A customer with a page on its own origin, under the strict policy, and content published for it. */
export interface Customer {
  readonly workspace: TestWorkspace
  readonly host: HostPage
  /** Opens the page as a visitor, or with a token that the page hands to `identify`. */
  open(where: BrowserContext, token?: string): Promise<Page>
}

/** @param attributes further `data-*` attributes of the tag */
export const startCustomer = async (
  cairn: RunningCairn,
  settings: Record<string, unknown> = {},
  attributes = '',
): Promise<Customer> => {
  // The workspace must know the page's origin, and the page the workspace's key.
  let tag = ''
  const host = await startHostPage({ html: () => html(tag), script, policy: strictPolicy(cairn.url) })
  const workspace = await createWorkspace(cairn, [host.origin], settings)
  tag = `<script src="${cairn.url}/cairn.js" data-key="${workspace.publishableKey}" ${attributes} async></script>`
  await workspace.publish('get-started', checklist)
  await workspace.publish('webhook-help', tip)
  return {
    workspace,
    host,
    async open(where, token) {
      const page = await where.newPage()
      await page.goto(`${host.origin}/${token === undefined ? '' : `?token=${token}`}`)
      return page
    },
  }
}

export const checklistOf = (page: Page) => page.getByText('Create a project')
export const tipOf = (page: Page) => page.getByRole('region', { name: tip.title })
export const failThrice = async (page: Page): Promise<void> => {
  for (let time = 0; time < 3; time++) await page.click('#save')
}
/** What the page caught of errors, its own or ours. */
export const hostErrors = (page: Page): Promise<string[]> =>
  page.evaluate(() => (window as unknown as { hostErrors: string[] }).hostErrors)

/** "1 of 3", as the launcher or the panel says it; empty when neither is there. */
export const progressOf = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const roots = [...document.querySelectorAll('*')].flatMap((element) =>
      element.shadowRoot === null ? [] : [element.shadowRoot],
    )
    return roots.map((root) => /\d+ (of|von) \d+/.exec(root.textContent ?? '')?.[0] ?? '').join('')
  })
