import { jwtVerify, SignJWT } from 'jose'

/** A visitor stays the same for so long without coming back, seconds. */
const lifetimeSeconds = 400 * 24 * 3_600
const type = 'cairn-visitor+jwt'

/** Mints the token by which a browser proves to be the visitor it was. */
export const mintVisitorToken = (visitor: string, workspace: string, secret: string, now: number): Promise<string> =>
  new SignJWT()
    .setProtectedHeader({ alg: 'HS256', typ: type })
    .setSubject(visitor)
    .setAudience(workspace)
    .setIssuedAt(Math.floor(now / 1_000))
    .setExpirationTime(Math.floor(now / 1_000) + lifetimeSeconds)
    .sign(Buffer.from(secret, 'base64url'))

/** @returns the visitor's id, or undefined for a token that is foreign, old or broken: its bearer is simply a new visitor. */
export const readVisitorToken = async (
  token: string,
  workspace: string,
  secret: string,
  now: number,
): Promise<string | undefined> => {
  try {
    const { payload } = await jwtVerify(token, Buffer.from(secret, 'base64url'), {
      algorithms: ['HS256'],
      audience: workspace,
      typ: type,
      currentDate: new Date(now),
    })
    return payload.sub
  } catch {
    return undefined
  }
}
