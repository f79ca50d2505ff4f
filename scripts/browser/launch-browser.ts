import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'
import { type Browser, chromium } from 'playwright-core'

// Silence the browser's own traffic, and nothing else: a flag that weakened web security would turn every origin test
// falsely green, which is why the package's default arguments are never used.
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
]

const howToGetOne =
  'BROWSER_NOT_FOUND: no Chromium for the browser tests. Set CHROME_PATH to a Chrome or Chromium executable, ' +
  'or run `npm ci` with its development packages on Linux x64, which brings one (@sparticuz/chromium).'

interface Found {
  executablePath: string
  env: Record<string, string>
}

/** Starts a headless Chromium of its own for the caller, who closes it.
 *  @throws when there is no browser; the message says how to get one */
export const launchBrowser = async (): Promise<Browser> => {
  const { executablePath, env } = await findBrowser()
  // Chromium refuses to start its sandbox as root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath, env, args: [...quiet, ...sandbox] })
}

const findBrowser = async (): Promise<Found> => {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== undefined))
  const chosen = process.env.CHROME_PATH
  if (chosen) {
    if (!existsSync(chosen)) throw new Error(`${howToGetOne} CHROME_PATH names ${chosen}, which does not exist.`)
    return { executablePath: chosen, env: inherited as Record<string, string> }
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(howToGetOne)
  const folder = await unpackOnce()
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      ...(inherited as Record<string, string>),
      // The libraries for bare systems; the font so that text has the same size on every machine.
      LD_LIBRARY_PATH: [join(folder, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
  }
}

/** @returns the folder that holds the unpacked browser of exactly the installed version */
const unpackOnce = async (): Promise<string> => {
  const source = packageFolder()
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as { version: string }
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cairn')
  const target = join(cache, `chromium-${version}`)
  if (existsSync(target)) return target

  // Several test processes may come here at once: each unpacks aside, and the first rename wins.
  await mkdir(cache, { recursive: true })
  const aside = await mkdtemp(join(cache, `unpacking-${version}-`))
  try {
    const bin = join(source, 'bin')
    await inflate(join(bin, 'chromium.br'), join(aside, 'chromium'))
    await chmod(join(aside, 'chromium'), 0o755)
    await untar(join(bin, 'al2023.tar.br'), join(aside, 'al2023'))
    await untar(join(bin, 'fonts.tar.br'), join(aside, 'fonts'))
    await writeFile(join(aside, 'fonts.conf'), fontsIn(target))
    // The software renderer is looked for beside the executable.
    await untar(join(bin, 'swiftshader.tar.br'), aside)
    await rename(aside, target)
  } catch (error) {
    if (!existsSync(target)) throw error
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
  return target
}

// The package's own configuration names only the folders of the service it was made for; without any font, text has no
// height at all.
const fontsIn = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`

const packageFolder = (): string => {
  try {
    // The package exports no package.json; its entry lies in build/<format>/.
    return join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..', '..')
  } catch (cause) {
    throw new Error(howToGetOne, { cause })
  }
}

const inflate = (from: string, to: string): Promise<void> =>
  pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to))

const untar = async (from: string, into: string): Promise<void> => {
  await mkdir(into, { recursive: true })
  const tar = spawn('tar', ['-x', '-C', into], { stdio: ['pipe', 'inherit', 'inherit'] })
  const closed = once(tar, 'close')
  await Promise.all([
    pipeline(createReadStream(from), createBrotliDecompress(), tar.stdin),
    closed.then(([code]) => {
      if (code !== 0) throw new Error(`tar could not unpack ${from}: exit code ${code}`)
    }),
  ])
}
