import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * The driver has no way to end a statement: a closed file stays open underneath until its statements are garbage, and this thread makes
 * so little garbage that a thousand closed files can pile up meanwhile. Some milliseconds; called once per a number of closed files.
 */
export const collectStatements = (): void => {
  collect ??= exposeCollector()
  collect()
}

let collect: (() => void) | undefined

const exposeCollector = (): (() => void) => {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
