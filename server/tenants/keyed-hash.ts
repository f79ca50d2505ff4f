import { createHmac } from 'node:crypto'

/** HMAC-SHA256 of a text under a workspace's secret, 40 hex digits: finds a record by an outside id without storing that id in the clear. */
export const keyedHash = (secret: string, ...parts: readonly string[]): string =>
  createHmac('sha256', Buffer.from(secret, 'base64url')).update(parts.join('\u0000')).digest('hex').slice(0, 40)
