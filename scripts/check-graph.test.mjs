import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { checkGraph } from './check-graph.mjs'

const project = resolve(fileURLToPath(import.meta.url), '../..')
const made = []

afterEach(() => {
  for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true })
})

/** The problems found in a project that holds exactly these files. */
const problemsIn = async (files) => {
  const root = mkdtempSync(join(tmpdir(), 'cairn-graph-'))
  made.push(root)
  symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'))
  writeFileSync(join(root, 'package.json'), JSON.stringify(packageJson))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return (await checkGraph(root)).problems.join('\n')
}

const packageJson = {
  type: 'module',
  dependencies: { zod: '*', preact: '*', mongodb: '*', libsql: '*', 'socket.io': '*', mingo: '*' },
  devDependencies: { 'fast-check': '*' },
}
const store = 'export interface Store { name: string }\nexport const open = 1\n'
const limits = 'export const limits = { a: 1 }\n'

test('imports that follow the design pass', async () => {
  const problems = await problemsIn({
    'contract/limits.ts': limits,
    'contract/names.ts': "import { z } from 'zod'\nexport const name = z.string()\nexport type Name = string\n",
    'widget/tag.ts':
      "import { limits } from '../contract/limits.ts'\nimport type { Name } from '../contract/names.ts'\nexport const a: Name = String(limits.a)\n",
    'server/storage/store.ts': store,
    'server/storage/mongo.ts': "import { MongoClient } from 'mongodb'\nexport const client = MongoClient\n",
    'server/ingest/ingest.ts':
      "import type { Store } from '../storage/store.ts'\nexport const ingest = (s: Store) => s\n",
    'server/config.ts': 'export const config = 1\n',
    'server/main.ts':
      "import { config } from './config.ts'\nimport { open } from './storage/store.ts'\nexport const run = [config, open]\n",
    'plugins/guardrails/cap/index.ts': "import { name } from '../../../contract/names.ts'\nexport default name\n",
    'server/sessions/fold.test.ts': "import { open } from '../storage/store.ts'\nexport const x = open\n",
  })
  expect(problems).toBe('')
})

test.each([
  [
    'a value import where only types may pass',
    {
      'server/ingest/a.ts': "import { open } from '../storage/store.ts'\nexport const x = open\n",
      'server/storage/store.ts': store,
    },
    'server/ingest: types only',
  ],
  [
    'a pure folder that reaches into the server',
    {
      'server/decision/a.ts': "import type { Store } from '../storage/store.ts'\nexport type X = Store\n",
      'server/storage/store.ts': store,
    },
    'server/decision: direction',
  ],
  [
    'a pure folder that takes a Node module',
    { 'server/sessions/a.ts': "import { randomUUID } from 'node:crypto'\nexport const x = randomUUID\n" },
    'server/sessions: no Node modules',
  ],
  [
    'a pure folder that takes a package',
    { 'server/learning/a.ts': "import { Query } from 'mingo'\nexport const x = Query\n" },
    'server/learning: packages',
  ],
  [
    'a second reader of the configuration',
    {
      'server/jobs/a.ts': "import { c } from '../config.ts'\nexport const x = c\n",
      'server/config.ts': 'export const c = 1\n',
    },
    'config: main only',
  ],
  [
    'a database driver outside the storage',
    { 'server/http/a.ts': "import { MongoClient } from 'mongodb'\nexport const x = MongoClient\n" },
    'drivers: storage only',
  ],
  ['zod in the widget', { 'widget/a.ts': "import { z } from 'zod'\nexport const x = z\n" }, 'widget: packages'],
  [
    'a contract value other than the limits in the widget',
    {
      'widget/a.ts': "import { n } from '../contract/n.ts'\nexport const x = n\n",
      'contract/n.ts': 'export const n = 1\n',
    },
    'widget: types only',
  ],
  [
    'the server in the widget',
    {
      'widget/a.ts': "import type { Store } from '../server/storage/store.ts'\nexport type X = Store\n",
      'server/storage/store.ts': store,
    },
    'widget: direction',
  ],
  [
    'a package other than zod in the contract',
    { 'contract/a.ts': "import { h } from 'preact'\nexport const x = h\n" },
    'contract: packages',
  ],
  [
    'a plugin that knows another plugin',
    {
      'plugins/guardrails/a/index.ts': "import b from '../b/index.ts'\nexport default b\n",
      'plugins/guardrails/b/index.ts': 'export default 1\n',
    },
    'plugins: contract and zod only',
  ],
  [
    'a plugin that opens a file',
    { 'plugins/guardrails/a/index.ts': "import fs from 'node:fs'\nexport default fs\n" },
    'plugins: no Node modules',
  ],
  [
    'the filter language outside the storage',
    {
      'server/http/a.ts': "import { m } from '../filtering/m.ts'\nexport const x = m\n",
      'server/filtering/m.ts': 'export const m = 1\n',
    },
    'filtering: main and storage only',
  ],
  [
    'a test that code imports',
    {
      'server/http/a.ts': "import { m } from './m.test.ts'\nexport const x = m\n",
      'server/http/m.test.ts': 'export const m = 1\n',
    },
    'no tests in code',
  ],
  [
    'a development package in code',
    { 'server/http/a.ts': "import fc from 'fast-check'\nexport const x = fc\n" },
    'no development packages in code',
  ],
  [
    'a folder of the server that the table does not know',
    {
      'server/stuff/a.ts': "import { l } from '../../contract/l.ts'\nexport const x = l\n",
      'contract/l.ts': 'export const l = 1\n',
    },
    'a place without a direction',
  ],
  [
    'a cycle',
    {
      'contract/a.ts': "import { b } from './b.ts'\nexport const a = b\n",
      'contract/b.ts': "import { a } from './a.ts'\nexport const b = a\n",
    },
    'no cycles',
  ],
  [
    'a cycle of types',
    {
      'contract/a.ts': "import type { B } from './b.ts'\nexport type A = B[]\n",
      'contract/b.ts': "import type { A } from './a.ts'\nexport type B = A[]\n",
    },
    'no cycles',
  ],
  [
    'an import of what is not there',
    { 'contract/a.ts': "import { b } from './gone.ts'\nexport const a = b\n" },
    'nothing unresolved',
  ],
  ['a folder for everything', { 'server/http/utils/a.ts': 'export const a = 1\n' }, 'utils'],
])('%s is refused', async (_, files, rule) => {
  expect(await problemsIn(files)).toContain(rule)
})
