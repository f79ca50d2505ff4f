import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { guardrailFiles } from './plugin-new/guardrail-files.ts'
import { recommenderFiles } from './plugin-new/recommender-files.ts'

const filesOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  recommender: recommenderFiles,
  guardrail: guardrailFiles,
}
/** As `problemsOfPlugin` has it, and a folder's name everywhere. */
const namePattern = /^[a-z][a-z0-9-]{0,63}$/

/**
 * Writes a plugin that works, with tests and README, into a folder of its name: `cairn plugin new recommender quiet-week`.
 * @param within the folder that its folder is made in
 * @returns the exit code: 2 when the words are wrong or something of that name is there, which is never written over
 */
export const pluginNew = (
  kind: string,
  name: string,
  { within = '.', print = console.log }: { within?: string; print?: (line: string) => void } = {},
): number => {
  const files = Object.hasOwn(filesOf, kind) ? filesOf[kind] : undefined
  if (files === undefined) {
    print(`"${kind}" is no kind of plugin: recommender or guardrail`)
    return 2
  }
  if (!namePattern.test(name)) {
    print(`"${name}" cannot be its name: lower-case letters, digits and hyphens, beginning with a letter, at most 64`)
    return 2
  }
  const folder = join(within, name)
  if (existsSync(folder)) {
    print(`${folder} is there already; nothing was written`)
    return 2
  }
  const title = name.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase())
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of Object.entries(files))
    writeFileSync(join(folder, file), text.replaceAll('NAME', name).replaceAll('TITLE', title), { flag: 'wx' })
  print(`${folder}: ${Object.keys(files).join(', ')}`)
  print('next:')
  print(`  cairn plugin check ${folder}`)
  print(`  cairn plugin test ${folder}`)
  return 0
}
