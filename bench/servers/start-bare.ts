import type { BenchServer } from './server.ts'
import { startProcess } from './start-process.ts'

export const startBare = async (): Promise<BenchServer> => {
  const { inspector, printed, end } = await startProcess('bare-server.js')
  return { port: Number(await printed(/port (\d+)/)), inspector, end }
}
