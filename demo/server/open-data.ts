import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { firstData } from './first-data.ts'
import { readPrivateFile, writePrivateFile } from './private-file.ts'
import type { CompanyData } from './shapes.ts'
import { StartProblem } from './start-problem.ts'

interface Kept {
  readonly companies: Readonly<Record<string, CompanyData>>
  /** By SHA-256 of the cookie's value: who is signed in, until when (epoch ms). */
  readonly sessions: Readonly<Record<string, { readonly person: string; readonly until: number }>>
}

/** The product's own data: small, so it is held in memory and written as a whole with each change. */
export interface Data {
  company(id: string): CompanyData
  change(company: string, change: (data: CompanyData) => Partial<CompanyData>): void
  session(hash: string): string | undefined
  putSession(hash: string, person: string, until: number): void
  endSession(hash: string): void
}

/** @param directory made when it is missing. @throws StartProblem when it cannot be used */
export const openData = (directory: string, now: () => number): Data => {
  const path = join(directory, 'product.json')
  let kept: Kept
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    accessSync(directory, constants.R_OK | constants.W_OK)
    kept = (readPrivateFile(path) as Kept | undefined) ?? { companies: firstData(now()), sessions: {} }
    writePrivateFile(path, kept)
  } catch (cause) {
    throw new StartProblem(
      cause instanceof SyntaxError
        ? `DEMO_DATA is "${directory}", and its product.json is damaged. Remove that file to begin anew.`
        : `DEMO_DATA is "${directory}", which cannot be read and written. Set it to a directory that this user owns.`,
    )
  }
  const keep = (next: Partial<Kept>) => {
    kept = { ...kept, ...next }
    writePrivateFile(path, kept)
  }
  return {
    company(id) {
      const data = Object.hasOwn(kept.companies, id) ? kept.companies[id] : undefined
      if (data === undefined) throw new Error(`no data of company ${id}`)
      return data
    },
    change(company, change) {
      const before = this.company(company)
      keep({ companies: { ...kept.companies, [company]: { ...before, ...change(before) } } })
    },
    session(hash) {
      const session = Object.hasOwn(kept.sessions, hash) ? kept.sessions[hash] : undefined
      return session !== undefined && session.until > now() ? session.person : undefined
    },
    putSession(hash, person, until) {
      const live = Object.entries(kept.sessions).filter(([, session]) => session.until > now())
      keep({ sessions: { ...Object.fromEntries(live), [hash]: { person, until } } })
    },
    endSession(hash) {
      keep({ sessions: Object.fromEntries(Object.entries(kept.sessions).filter(([known]) => known !== hash)) })
    },
  }
}
