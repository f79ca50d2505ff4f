import type { ContentKind } from '../../contract/content.ts'
import { limits } from '../../contract/limits.ts'
import type { Handshake } from '../../contract/messages.ts'
import type { ConnectionPort } from './connection-port.ts'

export interface Credentials {
  readonly user: string | null
  readonly token: string | null
}

/** Every kind there is: some stand on the page, the others in help. */
const paints: ContentKind[] = ['checklist', 'tip', 'offer', 'article', 'playbook']

/** Asks the host for a token where it has given a function. @throws what the function throws; then it is tried again later */
export const credentialsOf = async (port: ConnectionPort): Promise<Credentials> => {
  const { user, source } = port.identity()
  const token = typeof source === 'function' ? await source() : source
  if (source !== null && (typeof token !== 'string' || token === '')) throw new Error('no token')
  return { user, token }
}

export const handshakeOf = (port: ConnectionPort, { user, token }: Credentials): Handshake => {
  const visitor = port.store.get('visitor')
  return {
    v: limits.protocolVersion,
    key: port.key,
    tab: port.tab,
    ...(token !== null ? { token } : user !== null && { user }),
    ...(visitor && { visitor }),
    locale: port.locale(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    path: port.path(),
    visible: document.visibilityState === 'visible',
    paints,
  }
}
