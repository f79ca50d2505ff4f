import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BenchServer } from './server.ts'
import { startProcess } from './start-process.ts'

export interface CairnServer extends BenchServer {
  readonly url: string
  readonly operatorKey: string
}

/** The built server with the embedded store on fresh data; only its rate limits are raised, to measure the server and not them. */
export const startCairn = async (): Promise<CairnServer> => {
  const directory = mkdtempSync(join(tmpdir(), 'cairn-bench-'))
  const { inspector, printed, end } = await startProcess('../server/main.js', {
    CAIRN_PORT: '0',
    CAIRN_HOST: '127.0.0.1',
    CAIRN_DATA: directory,
    CAIRN_RATE_CONNECTION: '1000000',
    CAIRN_RATE_TENANT: '10000000',
    CAIRN_CONNECTIONS_PER_ADDRESS: '5000',
  })
  const port = Number(await printed(/"port":(\d+).*Cairn is up/))
  return {
    port,
    inspector,
    url: `http://127.0.0.1:${port}`,
    operatorKey: readFileSync(join(directory, 'operator.key'), 'utf8').trim(),
    async end() {
      await end()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
