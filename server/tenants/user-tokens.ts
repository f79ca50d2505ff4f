import { decodeProtectedHeader, errors, jwtVerify } from 'jose'
import { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import { limits } from '../../contract/limits.ts'
import { outsideId, traits } from '../../contract/names.ts'

/** What a team's back end states about its user by signing it. */
const claims = z.object({
  sub: outsideId,
  aud: z.union([z.string(), z.array(z.string())]),
  iat: z.number(),
  exp: z.number(),
  tenant: outsideId.optional(),
  account: outsideId.optional(),
  traits: traits.optional(),
})
export type UserClaims = z.infer<typeof claims>

/** Header fields by which a token would bring its own key along. */
const foreignKeyFields = ['jku', 'jwk', 'x5u', 'x5c', 'crit'] as const

/**
 * Verifies a user token: HS256 under the workspace's secret that `kid` picks; `sub`, `aud`, `iat`, `exp` required; lifetime at most
 * `limits.tokenLifetimeMs`; clock skew at most `limits.tokenSkewMs`.
 * @throws AppError TOKEN_EXPIRED, TOKEN_INVALID with the reason in its facts
 */
export const verifyUserToken = async (
  token: string,
  workspace: string,
  secretFor: (kid: string) => Promise<string | undefined>,
  now: number,
): Promise<UserClaims> => {
  const refuse = (reason: string, cause?: unknown) => new AppError('TOKEN_INVALID', { reason }, cause)
  let header: ReturnType<typeof decodeProtectedHeader>
  try {
    header = decodeProtectedHeader(token)
  } catch (cause) {
    throw refuse('not a JWT', cause)
  }
  if (header.alg !== 'HS256') throw refuse('only HS256 is accepted')
  if (typeof header.kid !== 'string') throw refuse('the header names no kid')
  for (const field of foreignKeyFields) if (field in header) throw refuse(`the header must not carry ${field}`)
  const secret = await secretFor(header.kid)
  if (secret === undefined) throw refuse('the kid is unknown')
  try {
    const { payload } = await jwtVerify(token, Buffer.from(secret, 'utf8'), {
      algorithms: ['HS256'],
      audience: workspace,
      requiredClaims: ['sub', 'aud', 'iat', 'exp'],
      clockTolerance: limits.tokenSkewMs / 1_000,
      currentDate: new Date(now),
    })
    const parsed = claims.safeParse(payload)
    if (!parsed.success) throw refuse(parsed.error.issues[0]?.message ?? 'a claim is malformed')
    const { exp, iat } = parsed.data
    if (iat * 1_000 > now + limits.tokenSkewMs) throw refuse('iat lies in the future')
    if ((exp - iat) * 1_000 > limits.tokenLifetimeMs) throw refuse('exp is more than 24 h after iat')
    return parsed.data
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    if (cause instanceof errors.JWTExpired) throw new AppError('TOKEN_EXPIRED', {}, cause)
    if (cause instanceof errors.JWTClaimValidationFailed) throw refuse(`claim ${cause.claim}: ${cause.reason}`, cause)
    throw refuse('the signature does not verify', cause)
  }
}
