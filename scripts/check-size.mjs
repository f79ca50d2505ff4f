// Holds the widget's weight (DESIGN.md, section 8) on the gzipped files of dist/widget, and what may not be in them.
import { existsSync, readFileSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const root = resolve(fileURLToPath(import.meta.url), '../..')

const kilobyte = 1024
export const budgets = { idle: 6 * kilobyte, connected: 20 * kilobyte, all: 50 * kilobyte, surface: 6 * kilobyte }
const connection = 'widget/transport/connect.ts'
/** What every surface stands on: drawing, state, theme. */
const ground = 'widget/present-guidance.ts'
const surface = /^widget\/views\/.*\.tsx$/

// Not part of what every end user may load: other languages, and what only the SaaS team opens.
const apart = /(^|\/)(words\.[a-z]{2}(-[a-z]+)?\.ts$|locales?\/|debug\/|preview\/|authoring\/)/i
const forbidden = /(^|\/)(node_modules\/zod|server|plugins)\//

/** Every output that loading `start` loads at once, itself included. */
const closure = (outputs, start, seen = new Set()) => {
  if (seen.has(start)) return seen
  seen.add(start)
  for (const { path, kind, external } of outputs[start]?.imports ?? [])
    if (kind === 'import-statement' && !external) closure(outputs, path, seen)
  return seen
}

/**
 * @param tag, core the metafiles of the two builds
 * @param sizeOf gzipped bytes of an output
 * @returns rows to print, and a sentence for each thing that is wrong
 */
export const weigh = ({ tag, core, sizeOf }) => {
  const problems = []
  const outputs = { ...tag.outputs, ...core.outputs }
  const scripts = (metafile) => Object.keys(metafile.outputs).filter((path) => path.endsWith('.js'))
  const chunkOf = (entry) => scripts(core).find((path) => core.outputs[path].entryPoint === entry)
  const sum = (paths) => [...paths].reduce((total, path) => total + sizeOf(path), 0)

  for (const metafile of [tag, core])
    for (const input of Object.keys(metafile.inputs))
      if (forbidden.test(input)) problems.push(`${input} is in the widget`)

  const idle = new Set(scripts(tag))
  const corePath = chunkOf('widget/core.ts')
  if (!corePath) problems.push('widget/core.ts has no output')
  else closure(outputs, corePath, idle)

  const connected = new Set(idle)
  const connectPath = chunkOf(connection)
  if (!connectPath) problems.push(`${connection} is no chunk of its own: the core must \`import()\` it`)
  else closure(outputs, connectPath, connected)

  /** Of each surface, what it loads beyond the ground. */
  const grounded = new Set(connected)
  const groundPath = chunkOf(ground)
  if (groundPath) closure(outputs, groundPath, grounded)
  const surfaces = scripts(core)
    .filter((path) => surface.test(outputs[path].entryPoint ?? ''))
    .map((path) => ({
      entry: outputs[path].entryPoint,
      bytes: sum([...closure(outputs, path)].filter((one) => !grounded.has(one))),
    }))

  const all = new Set([...scripts(tag), ...scripts(core)])
  const extra = [...all].filter((path) => apart.test(outputs[path].entryPoint ?? ''))
  for (const path of extra) all.delete(path)

  const totals = { idle: sum(idle), connected: sum(connected), all: sum(all) }
  for (const [stage, total] of Object.entries(totals))
    if (total > budgets[stage]) problems.push(`${stage}: ${total} bytes are over the budget of ${budgets[stage]}`)
  for (const { entry, bytes } of surfaces)
    if (bytes > budgets.surface)
      problems.push(`${entry}: ${bytes} bytes are over a surface's budget of ${budgets.surface}`)

  const stageOf = (path) =>
    idle.has(path) ? 'idle' : connected.has(path) ? 'connected' : extra.includes(path) ? 'apart' : 'later'
  const chunks = [...all, ...extra].map((path) => ({
    path,
    stage: stageOf(path),
    entry: outputs[path].entryPoint ?? '(shared)',
    bytes: sizeOf(path),
  }))
  return { totals, surfaces, chunks, problems }
}

const kb = (bytes) => `${(bytes / kilobyte).toFixed(2)} KB`.padStart(9)

/** @param dist what was built @returns what `weigh` says of it, undefined when no widget was built */
export const weighBuild = (dist) => {
  const read = (name) => {
    const path = resolve(dist, 'meta', `${name}.json`)
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
  }
  const [tag, core] = [read('widget-tag'), read('widget-core')]
  const sizeOf = (path) => gzipSync(readFileSync(resolve(root, path)), { level: 9 }).byteLength
  return tag && core ? weigh({ tag, core, sizeOf }) : undefined
}

const main = () => {
  const weighed = weighBuild(resolve(root, 'dist'))
  if (!weighed) {
    console.error('size: no widget was built; run `npm run build` with widget/tag.ts and widget/core.ts in place')
    return 1
  }
  const { totals, surfaces, chunks, problems } = weighed
  const order = ['idle', 'connected', 'later', 'apart']
  for (const { path, stage, entry, bytes } of chunks.sort(
    (a, b) => order.indexOf(a.stage) - order.indexOf(b.stage) || b.bytes - a.bytes,
  ))
    console.log(`${kb(bytes)}  ${stage.padEnd(9)}  ${relative('dist/widget', path).split(sep).join('/')}  ${entry}`)
  for (const { entry, bytes } of surfaces)
    console.log(`${kb(bytes)}  of ${kb(budgets.surface)}  ${entry}, with what it loads`)
  console.log(`${kb(totals.idle)}  of ${kb(budgets.idle)}  before idle: tag, core and what it imports`)
  console.log(`${kb(totals.connected)}  of ${kb(budgets.connected)}  until connected`)
  console.log(`${kb(totals.all)}  of ${kb(budgets.all)}  all that an end user can load`)
  for (const problem of problems) console.error(`size: ${problem}`)
  return problems.length > 0 ? 1 : 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exit(main())
