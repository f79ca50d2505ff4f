import { limits } from '../../contract/limits.ts'
import type { Session } from '../../contract/session.ts'
import { own, put } from './named-map.ts'

/** Keeps the last times of an error's text; beyond `limits.sessionErrorKinds` the text not seen for longest is forgotten. */
export const noteError = (session: Session, message: string, path: string, at: number): Session => {
  const times = [...(own(session.errors, message)?.times ?? []), at].sort((a, b) => a - b)
  return {
    ...session,
    errors: put(
      session.errors,
      message,
      { times: times.slice(-limits.sessionErrorTimes), path },
      limits.sessionErrorKinds,
      (error) => error.times.at(-1) ?? 0,
    ),
  }
}
