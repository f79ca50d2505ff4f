import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errorCatalogue } from '../../contract/errors.ts'
import { readConfig } from '../../server/config.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { createWorkspace } from '../cairn/workspace.ts'
import { readDocument, rowsOf, sectionOf } from './read-document.ts'

const document = readDocument('docs/operating.md')
const rows = (heading: string) => rowsOf(sectionOf(document, heading).split('\n### ', 1)[0] as string)
const settings = rows('Settings').map(([name = '', standard = '']) => [name, standard] as const)

const readAs = (environment: Record<string, string>): string => {
  try {
    return JSON.stringify(readConfig(environment))
  } catch {
    return 'refused'
  }
}

describe('docs/operating.md', () => {
  let cairn: RunningCairn
  let parent: string
  beforeAll(async () => {
    parent = mkdtempSync(join(tmpdir(), 'cairn-operating-'))
    // Made by somebody else, and wider than Cairn would make it.
    mkdirSync(join(parent, 'data'))
    chmodSync(join(parent, 'data'), 0o755)
    cairn = await startCairn({ embedded: true, directory: join(parent, 'data') })
    const workspace = await createWorkspace(cairn, ['https://host.test'])
    await workspace.call('PUT', '/v1/tenants/acme', {})
    await workspace.call('POST', '/v1/tenants/acme/users/ada/events', { messages: [{ kind: 'track', name: 'x' }] })
  })
  afterAll(async () => {
    await cairn?.remove()
    rmSync(parent, { recursive: true, force: true })
  })

  test('names every setting, and no other', () => {
    const known = [...readDocument('server/config.ts').matchAll(/^ {2}([A-Z_]+):/gm)].map((match) => match[1])
    expect(known.length).toBeGreaterThan(5)
    expect(settings.map(([name]) => name)).toEqual(known)
  })

  test.each(settings)('gives the default of %s', (name, standard) => {
    const given = standard === 'none' ? {} : { [name]: standard }
    expect(readConfig(given)).toEqual(readConfig({}))
    // A name that nobody reads would pass the line above.
    expect(readAs({ [name]: '\0' })).not.toBe(readAs({}))
  })

  test('names every file of the data directory, and each is private to its owner, whoever made the directory', () => {
    const found = readdirSync(cairn.directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
    for (const path of found) expect([path, statSync(path).mode & 0o777]).toEqual([path, 0o600])
    const names = found.map((path) =>
      path
        .slice(cairn.directory.length + 1)
        .replace(/-(wal|shm|journal)$/, '')
        .replace(/^tenants\/.*\.db$/, 'tenants/*.db'),
    )
    expect([...new Set(names)].toSorted()).toEqual(
      rows('The data directory')
        .map(([name = '']) => name)
        .toSorted(),
    )
  })

  test('names every metric of ours, and no other', async () => {
    const text = await (await fetch(`${cairn.url}/metrics`)).text()
    const known = [...text.matchAll(/^# HELP (cairn_\w+)/gm)].map((match) => match[1])
    expect(
      rows('Metrics')
        .map(([name]) => name)
        .toSorted(),
    ).toEqual(known.toSorted())
  })

  test('names every reason not to start', () => {
    const codes = rows('When it does not start').map(([code]) => code)
    const source = readDocument('contract/errors.ts')
    const starting = source.slice(source.indexOf('// Starting'), source.indexOf('} as const'))
    expect(codes).toEqual([...starting.matchAll(/^ {2}([A-Z_]+): \{/gm)].map((match) => match[1]))
    for (const code of codes) expect(Object.keys(errorCatalogue)).toContain(code)
  })
})
