import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the page may do: its own files, Cairn's script and connection, and nothing else; no inline script or style. */
export const pagePolicy = (cairn: string): string =>
  [
    "default-src 'none'",
    `script-src 'self' ${cairn}`,
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${cairn} ${cairn.replace(/^http/, 'ws')}`,
    "font-src 'self'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ].join('; ')

const attribute = (text: string): string => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)

/** All that Cairn asks of a product's page; `data-help` lets its checklist, and a key, lead to help. */
export const cairnTag = (cairn: string, publishableKey: string): string =>
  `<script src="${attribute(cairn)}/cairn.js" data-key="${attribute(publishableKey)}" data-help="mod+/" async></script>`

/** @returns the page for the key that is there now; without one, the product alone */
export const createPage = (folder: string, cairn: string): ((publishableKey: string | undefined) => string) => {
  const html = readFileSync(join(folder, 'index.html'), 'utf8')
  return (publishableKey) =>
    html.replace('<!-- cairn -->', () => (publishableKey === undefined ? '' : cairnTag(cairn, publishableKey)))
}
