import { createHash, randomBytes } from 'node:crypto'
import type { Request, Response } from 'express'
import type { Data } from './open-data.ts'
import { personById } from './people.ts'
import type { Person } from './shapes.ts'

const name = 'halyard_session'
const lifetimeMs = 7 * 86_400_000

const hashOf = (value: string): string => createHash('sha256').update(value).digest('hex')

const valueIn = (request: Request): string | undefined =>
  request.headers.cookie
    ?.split(';')
    .map((part) => part.trim().split('='))
    .find(([key]) => key === name)?.[1]

export const signedIn = (request: Request, data: Data): Person | undefined => {
  const value = valueIn(request)
  const person = value === undefined ? undefined : data.session(hashOf(value))
  return person === undefined ? undefined : personById(person)
}

/** The cookie is the product's own: Cairn, on another origin, never sees it. */
export const signIn = (response: Response, data: Data, person: Person, now: number): void => {
  const value = randomBytes(32).toString('base64url')
  data.putSession(hashOf(value), person.id, now + lifetimeMs)
  response.cookie(name, value, { httpOnly: true, sameSite: 'lax', maxAge: lifetimeMs, path: '/' })
}

export const signOut = (request: Request, response: Response, data: Data): void => {
  const value = valueIn(request)
  if (value !== undefined) data.endSession(hashOf(value))
  response.clearCookie(name, { httpOnly: true, sameSite: 'lax', path: '/' })
}
