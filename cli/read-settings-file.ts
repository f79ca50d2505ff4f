import { readFileSync } from 'node:fs'
import { Misuse } from './command.ts'

/** A JSON file that holds what a tenant would lay over its workspace's settings. @throws Misuse */
export const readSettingsFile = (path: string): unknown => {
  const text = readFileSync(path, 'utf8')
  try {
    return JSON.parse(text)
  } catch {
    throw new Misuse(`${path} is not JSON.`)
  }
}
