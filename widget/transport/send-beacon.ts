import type { Envelope, Handshake } from '../../contract/messages.ts'

/** `text/plain`, since anything else needs a preflight, which cannot finish while the page goes away. */
export const beaconBody = (auth: Handshake, envelope: Envelope): string => JSON.stringify({ auth, envelope })
export const beaconRequest = (body: string): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': 'text/plain' },
  credentials: 'omit',
  cache: 'no-store',
  referrerPolicy: 'no-referrer',
})

/** The last word of a page. */
export const sendBeacon = (url: string, auth: Handshake, envelope: Envelope): void => {
  const body = beaconBody(auth, envelope)
  try {
    if (navigator.sendBeacon(url, body)) return
  } catch {
    // Blocked or missing: the next way is tried.
  }
  fetch(url, { ...beaconRequest(body), keepalive: true }).catch(() => undefined)
}
