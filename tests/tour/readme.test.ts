import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../../scripts/browser/launch-browser.ts'
import { freePort } from '../cairn/free-port.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message } from '../cairn/wire-client.ts'
import { blocksNamed, blocksOf, readDocument } from './read-document.ts'

const root = new URL('../../', import.meta.url)
const readme = readDocument('README.md')
const commands = blocksNamed(readme, 'sh')
const command = (name: string): string => {
  const found = commands.get(name)
  if (found === undefined) throw new Error(`README has no command ${name}`)
  return found
}

/** One after the other, as a reader follows them: each step needs those before it. */
describe('a reader who follows the README', () => {
  let cairn: RunningCairn
  /** Stands for the checkout that the reader works in: its packages, its data directory, its command. */
  let folder: string
  let port: number
  let env: Record<string, string>
  const origin = () => `http://localhost:${port}`
  const keys = () =>
    JSON.parse(readFileSync(join(folder, '.cairn/my-product.json'), 'utf8')) as {
      workspace: string
      publishableKey: string
      secretKey: string
    }

  beforeAll(async () => {
    cairn = await startCairn()
    port = await freePort()
    folder = mkdtempSync(join(tmpdir(), 'cairn-readme-'))
    symlinkSync(new URL('node_modules', root).pathname, join(folder, 'node_modules'))
    symlinkSync(cairn.directory, join(folder, '.cairn'))
    mkdirSync(join(folder, 'bin'))
    // `npx cairn` runs the command of the package that one stands in; the folder is none.
    const npx = `#!/bin/sh\nshift\nexec '${process.execPath}' '${new URL('dist/cli/cairn.js', root).pathname}' "$@"\n`
    writeFileSync(join(folder, 'bin/npx'), npx, { mode: 0o755 })
    for (const [, name = '', code = ''] of readme.matchAll(/^```(?:js|json) (\S+)\n([\s\S]*?)\n```$/gm))
      writeFileSync(join(folder, name), code)
    env = {
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      HOME: process.env.HOME ?? '',
      CAIRN_URL: cairn.url,
      PORT: String(port),
    }
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true })
    await cairn?.remove()
  })

  const run = async (script: string): Promise<string> => {
    const child = spawn('sh', ['-ec', script], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    const [code] = await once(child, 'close')
    if (code !== 0) throw new Error(`${script}\nended with ${code}: ${output}`)
    return output
  }
  const startPage = async (): Promise<ChildProcess> => {
    const child = spawn(process.execPath, ['page.mjs'], { cwd: folder, env, stdio: ['ignore', 'inherit', 'inherit'] })
    await expect
      .poll(
        () =>
          fetch(`${origin()}/cairn-token`).then(
            ({ ok }) => ok,
            () => false,
          ),
        { timeout: 10_000 },
      )
      .toBe(true)
    return child
  }

  test('makes a workspace, whose keys stand in the file', async () => {
    await run(command('workspace').replace('http://localhost:3000', origin()))
    expect(keys()).toMatchObject({
      publishableKey: expect.stringMatching(/^pk_/),
      secretKey: expect.stringMatching(/^sk_/),
    })
  })

  test('publishes a checklist by HTTP and a tip by file', async () => {
    await run(command('publish'))
    expect(await run(command('push'))).toMatch(/^save-help: published as save-help@/)
  })

  test('signs a token with which a user is verified, and sees the checklist', async () => {
    const token = await run(
      `node --input-type=module -e "import { signToken } from './sign-token.mjs'; console.log(await signToken({ id: 'grace', role: 'admin', plan: 'pro' }))"`,
    )
    const client = await connectWire({
      url: cairn.url,
      key: keys().publishableKey,
      origin: origin(),
      token: token.trim(),
    })
    expect(client.welcome()?.identity).toBe('verified')
    await client.send([message('page', { path: '/' })])
    const { items } = await client.until((guidance) => guidance.items.length > 0)
    expect(items.map(({ key, title }) => [key, title])).toEqual([['get-started', 'Get started']])
    client.close()
  })

  test('opens the page: the checklist is there, its step ticks itself off, three failed saves bring the tip', async () => {
    const server = await startPage()
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage()
      await page.goto(origin())
      await page.getByText('Create a project').waitFor()
      await page.getByRole('button', { name: 'Create', exact: true }).click()
      await page.getByText('1 of 2').filter({ visible: true }).first().waitFor()
      for (let time = 0; time < 3; time++) await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page.getByRole('region', { name: 'Trouble saving?' }).waitFor()
    } finally {
      await browser.close()
      server.kill('SIGTERM')
    }
  })

  test('sees why: the decisions of the user, newest first', async () => {
    const told = await run(`${command('push').split('\n')[0]}\n${command('why')}`)
    expect(told).toMatch(/ inline +save-help@/)
    expect(told).toMatch(/ checklist +get-started@/)
  })
})

test('every file that the documentation points to is there', () => {
  const missing = [
    'README.md',
    ...['writing-content', 'widget-api', 'operating', 'how-it-works', 'http-api', 'migrating'].map(
      (name) => `docs/${name}.md`,
    ),
  ].flatMap((path) => {
    const text = readDocument(path)
    const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)|(?:src|srcset)="((?:docs|images)\/[^"]+)"/g)]
    return links
      .map(([, link, image]) => link ?? image ?? '')
      .filter((link) => link !== '' && !/^https?:/.test(link))
      .filter((link) => !existsSync(new URL(link, new URL(path, root))))
      .map((link) => `${path}: ${link}`)
  })
  expect(missing).toEqual([])
})

test('every example of the README with a name is used by its test', () => {
  expect(blocksOf(readme).flatMap(({ info }) => (/ /.test(info) ? [info] : []))).toEqual([
    'sh workspace',
    'js sign-token.mjs',
    'js publish.mjs',
    'sh publish',
    'json save-help.json',
    'sh push',
    'js page.mjs',
    'sh why',
  ])
})
