import { expect, test } from 'vitest'
import { oneStep } from './one-step.ts'
import { cairn, key, setUpWidget, until } from './set-up-widget.ts'

const { fresh, connected, visit } = setUpWidget()
const jwt = (sub: string, mark = '') => `e30.${Buffer.from(JSON.stringify({ sub })).toString('base64url')}.${mark}`

test('a sign-in sends what the visitor did as the visitor, and what the user does as the user', async () => {
  const server = await fresh()
  const { page } = await connected()
  const visitor = await page.evaluate(
    () => Object.entries(localStorage).find(([name]) => name.endsWith('.visitor'))?.[1],
  )
  const outcome = await page.evaluate((token) => {
    const api = window.cairn as import('../../widget/api/cairn-api.ts').CairnApi
    void api.track('as_visitor')
    const identified = api.identify('ann', { plan: 'pro' }, { token })
    void api.track('as_user')
    return identified
  }, jwt('ann'))
  expect(outcome).toBe(true)
  await until(
    () => server.messages('track').length,
    (count) => count === 2,
  )
  const by = Object.fromEntries(
    server.arrivals.flatMap(({ message, as }) => ('name' in message ? [[message.name, as]] : [])),
  )
  expect(by.as_visitor).not.toHaveProperty('token')
  expect(by.as_user).toMatchObject({ token: jwt('ann'), visitor })
  expect(server.messages('identify')).toMatchObject([{ traits: { plan: 'pro' } }])
  // The visit was linked: the token of it is no longer needed.
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain('visitor-')
})

test('a user who is known from the start connects once', async () => {
  const server = await fresh()
  const { page } = await connected({ tag: `data-key="${key}" data-user="ann" data-locale="de-CH"` })
  await cairn(page, (api) => api.identify('ann', { plan: 'team' }))
  await until(
    () => server.messages('identify').length,
    (count) => count === 1,
  )
  await page.waitForTimeout(500)
  expect(server.handshakes).toMatchObject([
    { user: 'ann', locale: 'de-CH', timeZone: expect.stringMatching(/^[A-Z]/), path: '/', visible: true },
  ])
})

test('a user who is named while the page loads is connected once, with the page views of before', async () => {
  const server = await fresh()
  await connected({ script: `(window.cairn ||= []).push(['identify', 'ann'])` })
  await until(
    () => server.messages('page').length,
    (count) => count === 1,
  )
  expect(server.handshakes).toMatchObject([{ user: 'ann' }])
})

test('a token that has expired is fetched again, and nothing is lost meanwhile', async () => {
  const server = await fresh()
  const { page } = await visit({
    script: `let n = 0; (window.cairn ||= []).push((c) => c.identify('ann', {}, { token: () => Promise.resolve('t.' + n++ + '.x') }))`,
  })
  await until(
    () => server.handshakes.length,
    (count) => count === 1,
  )
  server.faults.refusal = ({ token }) => (token === 't.0.x' ? 'TOKEN_EXPIRED' : null)
  server.push({ kind: 'goodbye', code: 'TOKEN_EXPIRED' })
  await cairn(page, (api) => api.track('meanwhile'))
  await until(
    () => server.messages('track').length,
    (count) => count === 1,
  )
  expect(server.handshakes.at(-1)).toMatchObject({ token: 't.1.x' })
})

test('where no fresh token comes, the page goes on as a visitor', async () => {
  const server = await fresh()
  server.faults.refusal = ({ token }) => (token ? 'TOKEN_EXPIRED' : null)
  const { page } = await visit({ tag: `data-key="${key}" data-token="${jwt('ann')}"` })
  await until(
    () => server.handshakes.length,
    (count) => count === 2,
  )
  expect(server.handshakes[1]).not.toHaveProperty('token')
  await cairn(page, (api) => api.track('as_visitor'))
  await until(
    () => server.messages('track').length,
    (count) => count === 1,
  )
})

test('what one user did offline is never sent as another', async () => {
  const server = await fresh()
  const { page, host, context } = await connected({
    script: `(window.cairn ||= []).push(['identify', location.search.slice(1) || 'ann'])`,
  })
  const by = (name: string) =>
    server.arrivals.flatMap(({ message, as }) => ('name' in message && message.name === name ? [as.user] : []))
  const come = async (user: string) => {
    const tab = await context.newPage()
    await tab.goto(`${host.origin}/?${user}`)
    await until(
      () => server.handshakes.at(-1)?.user,
      (last) => last === user,
    )
    return tab
  }
  await server.down()
  await cairn(page, (api) => api.track('by_ann'))
  await page.waitForTimeout(200)
  await page.close()
  await server.up()

  const bob = await come('bob')
  await cairn(bob, (api) => api.track('by_bob'))
  await until(
    () => by('by_bob'),
    (users) => users.length > 0,
  )
  await bob.waitForTimeout(500)
  // As Ann it may have gone out with her page, had the server just come back.
  expect(by('by_ann')).not.toContain('bob')
  await bob.close()

  await come('ann')
  await until(
    () => by('by_ann'),
    (users) => users.length > 0,
  )
  expect(new Set(by('by_ann'))).toEqual(new Set(['ann']))
  expect(new Set(by('by_bob'))).toEqual(new Set(['bob']))
})

test('a reset forgets the user and the visitor, and begins anew', async () => {
  const server = await fresh()
  const { page } = await connected()
  const stored = () => page.evaluate(() => JSON.stringify({ ...localStorage }))
  const visitorIn = (text: string) => /visitor-\w+/.exec(text)?.[0]
  const first = visitorIn(await until(stored, (text) => text.includes('visitor-')))
  await cairn(page, (api) => api.identify('ann'))
  await cairn(page, (api) => api.reset())
  await until(
    () => server.handshakes.length,
    (count) => count === 3,
  )
  expect(server.handshakes[2]).not.toHaveProperty('visitor')
  expect(server.handshakes[2]).not.toHaveProperty('user')
  const second = visitorIn(await until(stored, (text) => text.includes('visitor-')))
  expect(second).not.toBe(first)
})

test('what one user was shown is gone before the next one sees the page', async () => {
  const server = await fresh()
  server.guidance = { ...oneStep, rev: 40 }
  const { page } = await connected({ tag: `data-key="${key}" data-user="ann"` })
  await page.getByText('Create a project').waitFor()
  server.guidance = { ...server.guidance, rev: 1, items: [] }
  await cairn(page, (api) => api.reset())
  await page.getByText('Create a project').waitFor({ state: 'detached' })
  // The next one's revisions begin low again. A push before the next one's socket stands reaches nobody, so it is repeated.
  await expect
    .poll(() => {
      server.push({ ...oneStep, rev: 2 })
      return page.getByText('Create a project').count()
    })
    .toBe(1)
})
