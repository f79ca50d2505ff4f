import { join } from 'node:path'
import { z } from 'zod'
import { readPrivateFile, writePrivateFile } from './private-file.ts'
import { StartProblem } from './start-problem.ts'

const keys = z.object({
  workspace: z.string().min(1),
  publishableKey: z.string().startsWith('pk_'),
  secretKey: z.string().startsWith('sk_'),
  signing: z.object({ kid: z.string().min(1), secret: z.string().min(1) }),
})
/** What Cairn handed out for this product. Only the publishable key ever reaches a browser. */
export type CairnKeys = z.infer<typeof keys>

export const parseCairnKeys = (value: unknown): CairnKeys => keys.parse(value)

const fileIn = (directory: string) => join(directory, 'keys.json')

/** @returns undefined before the first set-up. @throws StartProblem when the file is damaged */
export const readCairnKeys = (directory: string): CairnKeys | undefined => {
  try {
    const value = readPrivateFile(fileIn(directory))
    return value === undefined ? undefined : keys.parse(value)
  } catch {
    throw new StartProblem(
      `DEMO_DATA is "${directory}", and its keys.json cannot be read. Remove that file to let the demo ask for new keys.`,
    )
  }
}

export const writeCairnKeys = (directory: string, value: CairnKeys): void => writePrivateFile(fileIn(directory), value)
