// Holds the import directions of .dependency-cruiser.cjs, and proves that every module was read: dependency-cruiser
// reads nothing with a TypeScript it does not know and still reports success.
import { existsSync, readdirSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cruise } from 'dependency-cruiser'
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'

const project = resolve(fileURLToPath(import.meta.url), '../..')

export const sourceFolders = [
  'contract',
  'widget',
  'server',
  'plugins',
  'search',
  'cli',
  'console',
  'demo',
  'bench',
  'tests',
  'scripts',
]

// A name that says nothing about what is inside collects what belongs elsewhere (DESIGN.md, section 3).
const drawers = new Set(['utils', 'helpers', 'common', 'lib', 'types'])

const entriesBelow = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
    .filter(({ path }) => !path.split(sep).includes('node_modules'))

/**
 * @param root a folder laid out like the project
 * @returns how many modules were read, and a sentence for each thing that is wrong
 */
export const checkGraph = async (root = project) => {
  const folders = sourceFolders.filter((folder) => existsSync(join(root, folder)))
  const below = folders.flatMap((folder) => entriesBelow(join(root, folder)))
  const files = below
    .filter(({ entry }) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map(({ path }) => relative(root, path).split(sep).join('/'))
  const problems = below
    .filter(({ entry }) => entry.isDirectory() && drawers.has(entry.name))
    .map(
      ({ path }) => `${relative(root, path)}/: a folder is named after what is in it, not "${path.split(sep).pop()}"`,
    )
  if (files.length === 0) return { files: 0, read: 0, problems: [...problems, 'no TypeScript file was found'] }

  const options = await extractDepcruiseOptions(join(project, '.dependency-cruiser.cjs'))
  const tsConfig = extractTSConfig(join(project, 'tsconfig.tests.json'))
  const { output } = await cruise(folders, { ...options, baseDir: root }, undefined, { tsConfig })
  const read = new Set(output.modules.map((module) => module.source).filter((source) => files.includes(source)))
  for (const file of files) if (!read.has(file)) problems.push(`${file}: not read by dependency-cruiser`)

  // Code that is parsed but whose imports are not seen would pass every rule: hold that imports were seen at all.
  const seen = output.modules.some((module) => module.dependencies.length > 0)
  if (files.length > 20 && !seen) problems.push('not one import was seen in any module')

  for (const { rule, from, to, cycle } of output.summary.violations) {
    const path = cycle?.length ? cycle.map(({ name }) => name).join(' -> ') : to
    problems.push(`${from} -> ${path}\n    ${rule.name}${commentOf(options, rule.name)}`)
  }
  return { files: files.length, read: read.size, problems }
}

const commentOf = (options, name) => {
  const comment = options.ruleSet.forbidden.find((rule) => rule.name === name)?.comment
  return comment ? `: ${comment}` : ''
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { files, read, problems } = await checkGraph()
  for (const problem of problems) console.error(problem)
  console.log(`directions: read ${read} of ${files} modules, ${problems.length} problems`)
  if (problems.length > 0) process.exit(1)
}
