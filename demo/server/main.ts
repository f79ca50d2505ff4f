import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type CairnKeys, readCairnKeys, writeCairnKeys } from './cairn-keys.ts'
import { keepSettingUp } from './keep-setting-up.ts'
import { openData } from './open-data.ts'
import { createPage, pagePolicy } from './page.ts'
import { createProduct } from './product.ts'
import { readContent } from './read-content.ts'
import { readSettings } from './read-settings.ts'
import { StartProblem } from './start-problem.ts'

const here = dirname(fileURLToPath(import.meta.url))
/** Authors' files are not built; dist/ lies beside them. */
const contentFolder = [join(here, '../content'), join(here, '../../../demo/content')].find(existsSync)

const listen = (http: ReturnType<typeof createServer>, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    http.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'EADDRINUSE'
          ? new StartProblem(`DEMO_PORT is ${port}, which is taken. Set it to a free port, or stop what uses it.`)
          : cause.code === 'EACCES'
            ? new StartProblem(`DEMO_PORT is ${port}, which this user may not use. Set it to a port above 1023.`)
            : cause,
      ),
    )
    http.listen(port, '127.0.0.1', resolve)
  })

const run = async (): Promise<void> => {
  const settings = readSettings(process.env)
  const data = openData(settings.dataDirectory, Date.now)
  let keys: CairnKeys | undefined = readCairnKeys(settings.dataDirectory)
  let guided = false
  const pageFolder = join(here, '../page')
  const app = createProduct({
    data,
    pageFolder,
    page: createPage(pageFolder, settings.cairnUrl),
    policy: pagePolicy(settings.cairnUrl),
    keys: () => keys,
    guided: () => guided,
    now: Date.now,
  })
  const http = createServer({ requestTimeout: 10_000, headersTimeout: 5_000, maxHeaderSize: 16 * 1_024 }, app)
  await listen(http, settings.port)

  // The product is up whether Cairn is there or not.
  const settingUp = keepSettingUp({
    cairn: settings.cairnUrl,
    origins: [`http://127.0.0.1:${settings.port}`, `http://localhost:${settings.port}`],
    operatorKeyFile: settings.operatorKeyFile,
    content: contentFolder === undefined ? { workspace: {}, tenants: {} } : readContent(contentFolder),
    keys: () => keys,
    newKeys: (fresh) => {
      keys = fresh
      writeCairnKeys(settings.dataDirectory, fresh)
    },
    done: () => {
      guided = true
    },
    say: (line) => console.error(line),
  })

  const stop = () => {
    settingUp.stop()
    http.close(() => process.exit(0))
    http.closeAllConnections()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
}

run().catch((cause: unknown) => {
  process.stderr.write(
    cause instanceof StartProblem
      ? `The demo cannot start: ${cause.message}\n`
      : `The demo cannot start: ${cause instanceof Error ? cause.message : String(cause)}\n`,
  )
  process.exit(1)
})
