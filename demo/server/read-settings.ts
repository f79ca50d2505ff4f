import { resolve } from 'node:path'
import { StartProblem } from './start-problem.ts'

export interface DemoSettings {
  readonly port: number
  /** Origin of the Cairn server, without a closing slash. */
  readonly cairnUrl: string
  readonly dataDirectory: string
  /** Where Cairn's operator key lies; absent, the demo cannot create its workspace by itself. */
  readonly operatorKeyFile: string | undefined
}

const port = (given: string | undefined, fallback: number, name: string): number => {
  if (given === undefined || given === '') return fallback
  const number = Number(given)
  if (!/^\d{1,5}$/.test(given) || number < 1 || number > 65_535)
    throw new StartProblem(`${name} is "${given}". Set it to a port from 1 to 65535.`)
  return number
}

const origin = (given: string | undefined, fallback: string, name: string): string => {
  if (given === undefined || given === '') return fallback
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '')
    throw new StartProblem(`${name} is "${given}". Set it to an address such as http://127.0.0.1:4600.`)
  return url.origin
}

/** @throws StartProblem naming the variable and the mend */
export const readSettings = (environment: Readonly<Record<string, string | undefined>>): DemoSettings => ({
  port: port(environment.DEMO_PORT, 4601, 'DEMO_PORT'),
  cairnUrl: origin(environment.CAIRN_URL, 'http://127.0.0.1:4600', 'CAIRN_URL'),
  dataDirectory: resolve(environment.DEMO_DATA || './.cairn-demo'),
  operatorKeyFile: environment.CAIRN_OPERATOR_KEY_FILE || undefined,
})
