import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

type Finding = readonly [state: 'ok' | 'note' | 'wrong', text: string]

const checkNode = (): Finding => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19))
    return ['wrong', `Node ${process.versions.node} is too old; Cairn needs 20.19 or newer, and 22 or 24 are better.`]
  return major === 20
    ? ['note', `Node ${process.versions.node} works but is past its end of life; use 22 or 24.`]
    : ['ok', `Node ${process.versions.node}`]
}

const checkDirectory = (directory: string): readonly Finding[] => {
  if (!existsSync(directory))
    return [['note', `${directory} does not exist yet; the first start creates it (CAIRN_DATA).`]]
  try {
    accessSync(directory, constants.R_OK | constants.W_OK)
  } catch {
    return [['wrong', `${directory} cannot be read and written by this user; set CAIRN_DATA to one that can.`]]
  }
  const key = join(directory, 'master.key')
  if (!existsSync(key)) return [['ok', `${directory} is writable`]]
  const open = (statSync(key).mode & 0o077) !== 0
  return [
    ['ok', `${directory} is writable`],
    open ? ['wrong', `${key} can be read by others; chmod 600 it.`] : ['ok', 'the master key is private to this user'],
  ]
}

const checkServer = async (server: string): Promise<Finding> => {
  try {
    const answer = await fetch(new URL('/health/ready', server), { signal: AbortSignal.timeout(3_000) })
    return answer.ok
      ? ['ok', `a server is ready at ${server}`]
      : ['wrong', `the server at ${server} answers ${answer.status}: it is not ready`]
  } catch {
    return ['note', `no server answers at ${server}`]
  }
}

const marks = { ok: 'ok   ', note: 'note ', wrong: 'WRONG' } as const

/** Looks, and says what it sees; changes nothing. @returns 1 when something is wrong */
export const doctor = async (print: (line: string) => void): Promise<number> => {
  const server = process.env.CAIRN_URL ?? 'http://127.0.0.1:4600'
  const findings = [
    checkNode(),
    ...checkDirectory(resolve(process.env.CAIRN_DATA ?? './.cairn')),
    await checkServer(server),
  ]
  for (const [state, text] of findings) print(`${marks[state]}  ${text}`)
  return findings.some(([state]) => state === 'wrong') ? 1 : 0
}
