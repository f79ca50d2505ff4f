import type { Browser } from 'playwright-core'
import { median } from '../report/quantile.ts'
import { kilobytes, millis, type Row, times } from '../report/row.ts'
import { type OpenPage, openPage } from './open-page.ts'

/** How much is looked at. Times in ms. */
export interface PagePlan {
  /** Visits of each page, by turns. */
  readonly visits: number
  readonly idleMs: number
  readonly cycles: number
  readonly routes: number
}

export interface Pages {
  /** Nothing of Cairn's. */
  readonly bare: string
  readonly tagged: string
  /** Where Cairn's code comes from. */
  readonly cairn: string
}

/** A phone or an old laptop. */
const slowdown = 4
const longTaskMs = 50
/** After it, whatever the tag does when the page is idle has been done. */
const settleMs = 4_000
/** What a collection leaves over by chance. */
const noiseBytes = 64 * 1_024

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const withPage = async <T>(
  browser: Browser,
  slow: number,
  use: (open: OpenPage) => Promise<T>,
  reducedMotion = false,
): Promise<T> => {
  const open = await openPage(browser, slow, reducedMotion)
  try {
    return await use(open)
  } finally {
    await open.close()
  }
}

const checklist = '.checklist'

/** From the navigation until the page has settled. */
export const measureLoad = async (browser: Browser, { bare, tagged, cairn }: Pages, plan: PagePlan) => {
  const visit = (url: string, shows: boolean) =>
    withPage(browser, slowdown, async (open) => {
      const tasks = await open.traced(cairn, async () => {
        await open.page.goto(url)
        if (shows) await open.page.waitForSelector(checklist)
        await wait(settleMs)
      })
      return { ...tasks, busyMs: await open.busyMs(), shift: open.layoutShift() }
    })
  const without: Awaited<ReturnType<typeof visit>>[] = []
  const withTag: typeof without = []
  for (let turn = 0; turn < plan.visits; turn++) {
    without.push(await visit(bare, false))
    withTag.push(await visit(tagged, true))
  }
  const longest = Math.max(...withTag.map(({ longestOfOriginMs }) => longestOfOriginMs))
  const hostLongest = Math.max(...without.map(({ longestMs }) => longestMs))
  const busy = median(withTag.map(({ busyMs }) => busyMs))
  const hostBusy = median(without.map(({ busyMs }) => busyMs))
  const shift = Math.max(...withTag.map((one) => one.shift))
  const hostShift = Math.max(...without.map((one) => one.shift))
  return [
    {
      figure: `longest task with Cairn's code in it, ${slowdown}x slowed CPU, worst of ${plan.visits} visits`,
      cairn: millis(longest),
      baseline: millis(hostLongest),
      against: "the bare page's own longest task",
      ratio: times(longest / hostLongest),
      budget: `<= ${longTaskMs} ms`,
      met: longest <= longTaskMs,
    },
    {
      figure: `main thread busy from navigation to a painted checklist and ${settleMs / 1_000} s more, ${slowdown}x slowed CPU`,
      cairn: millis(busy),
      baseline: millis(hostBusy),
      against: 'the bare page',
      ratio: times(busy / hostBusy),
      budget: '',
      met: null,
    },
    {
      figure: 'layout shift, with a checklist shown',
      cairn: shift.toFixed(4),
      baseline: hostShift.toFixed(4),
      against: 'the bare page',
      ratio: '',
      budget: '0',
      met: shift === 0,
    },
  ] satisfies readonly Row[]
}

/** A page on which nothing is shown and nobody does anything. */
export const measureIdle = async (browser: Browser, { bare, tagged, cairn }: Pages, plan: PagePlan) => {
  const visit = (url: string) =>
    withPage(browser, 1, async (open) => {
      await open.page.goto(url)
      await wait(settleMs)
      const before = await open.busyMs()
      await wait(plan.idleMs)
      const busyMs = (await open.busyMs()) - before
      const { callsOfOrigin } = await open.traced(cairn, () => wait(plan.idleMs))
      return { busyMs, callsOfOrigin }
    })
  const [without, withTag] = [await visit(bare), await visit(tagged)]
  const seconds = plan.idleMs / 1_000
  return [
    {
      figure: `idle with nothing shown: calls of Cairn's code in ${seconds} s`,
      cairn: String(withTag.callsOfOrigin),
      baseline: String(without.callsOfOrigin),
      against: 'the bare page',
      ratio: '',
      budget: '0',
      met: withTag.callsOfOrigin === 0,
    },
    {
      figure: `idle with nothing shown: main thread busy in ${seconds} s`,
      cairn: millis(withTag.busyMs),
      baseline: millis(without.busyMs),
      against: 'the bare page',
      ratio: '',
      budget: '',
      met: null,
    },
  ] satisfies readonly Row[]
}

/** Growth of the live heap over the second half of many turns: what the first half warmed up is not counted. */
const growthOver = async (open: OpenPage, turns: number, turn: (index: number) => Promise<unknown>) => {
  let half = 0
  for (let index = 0; index < turns; index++) {
    if (index === Math.floor(turns / 2)) half = await open.liveBytes()
    await turn(index)
  }
  return (await open.liveBytes()) - half
}

const grows = (figure: string, bytes: number, hostBytes: number): Row => ({
  figure,
  cairn: kilobytes(bytes),
  baseline: kilobytes(hostBytes),
  against: 'the bare page',
  ratio: '',
  budget: `flat: <= ${noiseBytes / 1_024} KB more`,
  met: bytes - hostBytes <= noiseBytes,
})

/** What stays behind of everything that comes and goes. */
export const measureGrowth = async (browser: Browser, { bare, tagged }: Pages, plan: PagePlan) => {
  const route = (open: OpenPage) => (index: number) =>
    open.page.evaluate(`history.pushState({}, '', '/projects/${index}')`)
  const hostRoutes = await withPage(browser, 1, async (open) => {
    await open.page.goto(bare)
    return growthOver(open, plan.routes, route(open))
  })
  const hostRest = await withPage(browser, 1, async (open) => {
    await open.page.goto(bare)
    const box = open.page.getByRole('button').first()
    return growthOver(open, plan.cycles, () => box.click())
  })
  return withPage(
    browser,
    1,
    async (open) => {
      await open.page.goto(tagged)
      await open.page.waitForSelector(checklist)
      const routes = await growthOver(open, plan.routes, route(open))
      const hide = open.page.getByRole('button', { name: 'Collapse' })
      const show = open.page.locator('.launcher')
      await Promise.race([hide.waitFor(), show.waitFor()])
      if (await hide.isVisible()) await hide.click()
      const cycles = await growthOver(open, plan.cycles, async () => {
        await show.click()
        await hide.click()
      })
      return [
        grows(`heap growth, second half of ${plan.routes} route changes`, routes, hostRoutes),
        grows(`heap growth, second half of ${plan.cycles} times shown and hidden`, cycles, hostRest),
      ]
    },
    true,
  )
}
