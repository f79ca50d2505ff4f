import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cairn, key, setUpWidget, until } from './set-up-widget.ts'

const { fresh, connected, visit } = setUpWidget()

test('with the tag alone, page views, clicks and tracked events reach the server, each once', async () => {
  const server = await fresh()
  const { page, errors } = await connected({ body: '<button data-cairn="save">Save</button>' })
  await page.click('button')
  expect(await cairn(page, (api) => api.track('project_created', { template: 'kanban', seats: 3 }))).toBe(true)
  await page.evaluate(() => history.pushState({}, '', '/projects/7?secret=1#x'))
  await until(
    () => server.messages('page'),
    (pages) => pages.length === 2,
  )
  expect(server.messages('page')).toMatchObject([{ path: '/' }, { path: '/projects/7' }])
  expect(server.messages('click')).toMatchObject([
    { path: '/', element: { tag: 'button', hook: 'save', role: 'button', name: 'Save' } },
  ])
  expect(server.messages('track')).toMatchObject([
    { name: 'project_created', properties: { template: 'kanban', seats: 3 } },
  ])
  expect(server.arrivals.length).toBe(server.messages().length)
  expect(errors).toEqual([])
})

test('calls made before the tag has loaded are made once it has, in their order and once', async () => {
  const server = await fresh()
  await connected({
    script: `(window.cairn ||= []).push(['track', 'first']);
      window.cairn.push((c) => { c.track('second'); window.cairn.push(['track', 'third']) }, ['nonsense'], 7, ['track', 'fourth'])`,
  })
  const names = await until(
    () => server.messages('track').map((message) => message.kind === 'track' && message.name),
    (all) => all.length === 4,
  )
  expect(names).toEqual(['first', 'second', 'third', 'fourth'])
})

test('an envelope that nobody answers is sent again with the same ids', async () => {
  const server = await fresh()
  const { page } = await connected()
  server.faults.wire = 'no-acks'
  await cairn(page, (api) => api.track('important'))
  await until(
    () => server.arrivals.filter(({ message }) => message.kind === 'track').length,
    (count) => count >= 2,
    20_000,
  )
  server.faults.wire = 'well'
  await cairn(page, (api) => api.track('later'))
  await until(
    () => server.messages('track').length,
    (count) => count === 2,
    20_000,
  )
})

test('messages that were dropped as rate-limited are kept and sent again after the pause that the server asked for', async () => {
  const server = await fresh()
  const { page } = await connected()
  server.faults.acks.push({
    v: 1,
    outcomes: [{ id: null, outcome: 'dropped', code: 'rate-limited' }],
    rev: 0,
    retryAfterMs: 600,
  })
  const before = Date.now()
  await cairn(page, (api) => api.track('patient'))
  await until(
    () => server.messages('track').length,
    (count) => count === 1,
  )
  expect(Date.now() - before).toBeGreaterThan(550)
})

test('a server that comes back is found again by itself, and gets what happened meanwhile', async () => {
  const server = await fresh()
  const { page, errors } = await connected()
  await server.down()
  await cairn(page, (api) => api.track('while_away'))
  await new Promise((done) => setTimeout(done, 2_500))
  await server.up()
  await until(
    () => server.messages('track').length,
    (count) => count === 1,
    30_000,
  )
  expect(errors).toEqual([])
})

test('guidance whose push was lost is asked for', async () => {
  const server = await fresh()
  const { page } = await connected()
  await cairn(page, (api) => {
    ;(window as never as { revs: number[] }).revs = []
    api.on('guidance', ({ rev }) => (window as never as { revs: number[] }).revs.push(rev))
  })
  server.guidance = { ...server.guidance, rev: 9 }
  await cairn(page, (api) => api.track('something'))
  await until(
    () => page.evaluate(() => (window as never as { revs: number[] }).revs),
    (revs) => revs.includes(9),
  )
})

test('a server that refuses the page for good is left alone', async () => {
  const server = await fresh()
  server.faults.refusal = () => 'ORIGIN_NOT_ALLOWED'
  const { page, errors } = await visit()
  await until(
    () => server.handshakes.length,
    (count) => count === 1,
  )
  await page.waitForTimeout(4_000)
  expect(server.handshakes).toHaveLength(1)
  expect(server.messages()).toEqual([])
  expect(errors).toEqual([])
})

const built = (path: string) => readFileSync(new URL(`../../dist/widget/${path}`, import.meta.url), 'utf8')

test('the inline stub takes calls at once, and the tag that it loads answers them', async () => {
  const server = await fresh()
  const stub = built('stub.js')
    .replaceAll('__CAIRN_TAG__', JSON.stringify(`${server.origin}/cairn.js`))
    .replaceAll('__CAIRN_KEY__', JSON.stringify(key))
  const { page } = await visit({
    bare: true,
    script: `${stub}
      cairn.track('at_once').then((taken) => document.body.setAttribute('data-taken', String(taken)))
      const stop = cairn.on('ready', () => document.body.setAttribute('data-wrong', ''))
      cairn.on('ready', ({ identity }) => document.body.setAttribute('data-ready', identity))
      stop()`,
  })
  await until(
    () => server.messages('track').length,
    (count) => count === 1,
  )
  expect(await page.evaluate(() => ({ ...document.body.dataset }))).toEqual({ taken: 'true', ready: 'visitor' })
})

test('the npm wrapper puts the tag into the page once and hands out its API', async () => {
  const server = await fresh()
  const load = built('npm/load-cairn.js').replace(/export \{[^}]*\};?/, '')
  const { page } = await visit({ bare: true, script: `${load}; window.load = loadCairn` })
  await page.waitForLoadState('load')
  const same = await page.evaluate(
    async ([src, key]) => {
      const load = (
        window as never as { load: (options: object) => Promise<{ track(name: string): Promise<boolean> }> }
      ).load
      const [one, other] = [await load({ src, key, user: 'ann' }), await load({ src, key })]
      await one.track('wrapped')
      return one === other && document.querySelectorAll('script[src*=cairn]').length === 1
    },
    [`${server.origin}/cairn.js`, key],
  )
  expect(same).toBe(true)
  await until(
    () => server.messages('track').length,
    (count) => count === 1,
  )
  expect(server.handshakes).toMatchObject([{ user: 'ann' }])
  const refused = page.evaluate(() => {
    Reflect.deleteProperty(window, 'cairn')
    return (window as never as { load: (options: object) => Promise<unknown> }).load({ src: '/nowhere.js', key: 'x' })
  })
  await expect(refused).rejects.toThrow('could not be loaded')
})
