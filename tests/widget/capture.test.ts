import { expect, test } from 'vitest'
import { cairn, key, setUpWidget, until } from './set-up-widget.ts'

const { fresh, connected } = setUpWidget()

test('hammering on one element is told once, patient clicks are not', async () => {
  const server = await fresh()
  const { page } = await connected({
    body: '<button data-testid="stuck">Stuck</button><button id="other">Other</button>',
  })
  for (let i = 0; i < 5; i += 1) await page.click('[data-testid=stuck]')
  await page.click('#other')
  await page.click('[data-testid=stuck]')
  await page.click('#other')
  await until(
    () => server.messages('click').length,
    (count) => count === 8,
  )
  expect(server.messages('rage-click')).toMatchObject([{ element: { hook: 'stuck' }, clicks: 3 }])
})

test('typing is told at most once in a while, and without what was typed', async () => {
  const server = await fresh()
  const { page } = await connected({ body: '<input>' })
  await page.focus('input')
  await page.keyboard.type('a long text that goes on', { delay: 10 })
  await until(
    () => server.messages('typing').length,
    (count) => count === 1,
  )
  expect(Object.keys(server.messages('typing')[0] ?? {}).sort()).toEqual(['at', 'id', 'kind'])
})

test('clicks of scripts and clicks in the widget itself are not told', async () => {
  const server = await fresh()
  const { page } = await connected({
    body: '<button id="real">Real</button><div data-cairn-guide></div>',
    script: `const root = document.querySelector('[data-cairn-guide]').attachShadow({ mode: 'open' })
      root.append(document.createElement('button')); root.firstChild.textContent = 'Ours'`,
  })
  await page.evaluate(() => document.getElementById('real')?.click())
  await page.locator('[data-cairn-guide] button').click()
  await page.click('#real')
  await cairn(page, (api) => api.track('end'))
  await until(
    () => server.messages('track').length,
    (count) => count === 1,
  )
  expect(server.messages('click')).toMatchObject([{ element: { id: 'real' } }])
})

test('a pause is told once, as the server asked for it, and activity begins a new one', async () => {
  const server = await fresh()
  server.guidance = {
    ...server.guidance,
    watches: [
      { id: 'pause', page: '/', seconds: 1 },
      { id: 'elsewhere', page: '/x', seconds: 1 },
    ],
  }
  const { page } = await connected({ body: '<button>Go</button>' })
  await until(
    () => server.messages('idle').length,
    (count) => count === 1,
  )
  await page.waitForTimeout(1_500)
  expect(server.messages('idle')).toMatchObject([{ watch: 'pause', seconds: 1, path: '/' }])
  await page.mouse.move(5, 5)
  await page.click('button')
  await until(
    () => server.messages('idle').length,
    (count) => count === 2,
  )
  await page.evaluate(() => history.pushState({}, '', '/x'))
  await until(
    () => server.messages('idle').length,
    (count) => count === 3,
  )
  expect(server.messages('idle').at(-1)).toMatchObject({ watch: 'elsewhere', path: '/x' })
})

test('searches that the team has named are told with their words, others are not', async () => {
  const server = await fresh()
  server.welcome = {
    ...server.welcome,
    searches: [
      { name: 'project_search', form: 'find' },
      { name: 'help_search', route: '/help/**', parameter: 'q' },
    ],
  }
  const { page } = await connected({
    body: '<form data-cairn="find"><input type="search"></form><form id="other"><input type="search"></form>',
    script: `addEventListener('submit', (event) => event.preventDefault())`,
  })
  await page.waitForTimeout(300)
  for (const form of ['[data-cairn=find]', '#other']) {
    await page.fill(`${form} input`, 'kanban board')
    await page.press(`${form} input`, 'Enter')
  }
  await page.evaluate(() => history.pushState({}, '', '/help/all?q=import&x=secret'))
  await page.evaluate(() => history.pushState({}, '', '/other?q=secret'))
  await until(
    () => server.messages('search').length,
    (count) => count === 2,
  )
  await cairn(page, (api) => api.track('end'))
  await until(
    () => server.messages('track').length,
    (count) => count === 1,
  )
  expect(server.messages('search')).toMatchObject([
    { name: 'project_search', terms: 'kanban board' },
    { name: 'help_search', terms: 'import', path: '/help/all' },
  ])
  expect(server.transcript()).not.toContain('secret')
})

test('with capture off, only what the page says itself is told', async () => {
  const server = await fresh()
  const { page } = await connected({
    tag: `data-key="${key}" data-capture="off"`,
    body: '<button>Go</button>',
    script: `(window.cairn ||= []).push(['page', '/named?x=1'])`,
  })
  await page.click('button')
  await cairn(page, (api) => api.track('said'))
  await until(
    () => server.messages('track').length,
    (count) => count === 1,
  )
  expect(server.messages('page')).toMatchObject([{ path: '/named' }])
  expect(server.messages('click')).toEqual([])
})
