export type LinkTarget = { readonly route: string } | { readonly href: string; readonly outside: boolean }

/**
 * Where an action leads: a route of the host, followed by its own router, or a link that the browser follows. Null for anything but
 * https, http and mailto; the server has refused it already, and this page is not the place to trust that.
 */
export const linkTarget = (url: string, base: string): LinkTarget | null => {
  let parsed: URL
  try {
    parsed = new URL(url, base)
  } catch {
    return null
  }
  if (parsed.protocol === 'mailto:') return { href: parsed.href, outside: false }
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return null
  if (parsed.origin !== new URL(base).origin) return { href: parsed.href, outside: true }
  return { route: parsed.pathname + parsed.search + parsed.hash }
}
