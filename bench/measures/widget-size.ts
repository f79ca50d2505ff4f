import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { kilobytes, type Row, times } from '../report/row.ts'

type Stage = 'idle' | 'connected' | 'all'
interface SizeCheck {
  readonly budgets: Readonly<Record<Stage, number>>
  /** Undefined when no widget was built. */
  weighBuild(dist: string): { readonly totals: Readonly<Record<Stage, number>> } | undefined
}

/** What a page would load to hold a socket and nothing else. */
const client = 'node_modules/socket.io-client/dist/socket.io.esm.min.js'

const stages: Readonly<Record<Stage, string>> = {
  idle: 'before idle',
  connected: 'until connected',
  all: 'all that an end user can load',
}

/** By the same scales as the size check. @param root the project's, @param dist its build */
export const measureWidgetSize = async (root: string, dist: string): Promise<readonly Row[]> => {
  const check = (await import(pathToFileURL(join(root, 'scripts/check-size.mjs')).href)) as SizeCheck
  const totals = check.weighBuild(dist)?.totals
  if (totals === undefined) throw new Error('no widget was built')
  const otherwise = gzipSync(readFileSync(join(root, client)), { level: 9 }).byteLength
  return (Object.keys(stages) as Stage[]).map((stage) => ({
    figure: `widget ${stages[stage]}, gzip`,
    cairn: kilobytes(totals[stage]),
    baseline: kilobytes(otherwise),
    against: 'socket.io-client alone, minified',
    ratio: times(totals[stage] / otherwise),
    budget: `<= ${check.budgets[stage] / 1_024} KB`,
    met: totals[stage] <= check.budgets[stage],
  }))
}
