import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { launchBrowser } from '../../../scripts/browser/launch-browser.ts'
import type { Chosen, Described, Finding, Seen } from './finding.ts'

/** What `in-page.ts` puts into a page. */
declare const anchorsInPage: {
  describeAll(): Described[]
  findAll(described: readonly Described[]): Finding[]
  seeAll(described: readonly Described[]): Seen[]
  readonly chosen: Chosen
}

export interface PairResult {
  readonly pair: string
  readonly described: readonly Described[]
  readonly findings: readonly Finding[]
  readonly seen: readonly Seen[]
}

const here = 'bench/evaluate/anchors'

/**
 * Opens each pair of pages in a real browser: describes its marked elements on the page before the redesign, looks for them on the one after.
 * @param root the project's folder
 * @param isToFit whether to bring along what weights are chosen by
 */
export const runPairs = async (
  root: string,
  isToFit: boolean,
): Promise<{ chosen: Chosen; results: readonly PairResult[] }> => {
  const { outputFiles } = await build({
    entryPoints: [join(root, here, 'in-page.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
  })
  const content = outputFiles[0]?.text ?? ''
  const browser = await launchBrowser()
  try {
    const results: PairResult[] = []
    const open = async (pair: string, which: 'before' | 'after') => {
      const page = await browser.newPage()
      const body = readFileSync(join(root, here, 'pairs', pair, `${which}.html`), 'utf8')
      // By navigation and not by its markup alone: declared shadow roots are only made by the parser of a real page.
      await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body }))
      await page.goto(`http://${pair}.invalid/`, { waitUntil: 'load' })
      await page.addScriptTag({ content })
      return page
    }
    let chosen: Chosen | undefined
    for (const pair of readdirSync(join(root, here, 'pairs')).sort()) {
      const before = await open(pair, 'before')
      const described = await before.evaluate(() => anchorsInPage.describeAll())
      const after = await open(pair, 'after')
      const findings = await after.evaluate((given) => anchorsInPage.findAll(given), described)
      chosen ??= await after.evaluate(() => anchorsInPage.chosen)
      await Promise.all([before.close(), after.close()])
      let seen: readonly Seen[] = []
      if (isToFit) {
        const again = await open(pair, 'after')
        seen = await again.evaluate((given) => anchorsInPage.seeAll(given), described)
        await again.close()
      }
      results.push({ pair, described, findings, seen })
    }
    if (!chosen) throw new Error('there are no pairs')
    return { chosen, results }
  } finally {
    await browser.close()
  }
}
