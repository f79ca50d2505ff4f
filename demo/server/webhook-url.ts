const isPrivate = (host: string): boolean =>
  /^(localhost|.*\.local|127\..*|10\..*|192\.168\..*|169\.254\..*|\[.*\])$/.test(host) ||
  /^172\.(1[6-9]|2\d|3[01])\./.test(host) ||
  !host.includes('.')

/** The product delivers to public https addresses only. */
export const isWebhookUrl = (text: string): boolean => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url?.protocol === 'https:' && url.username === '' && !isPrivate(url.hostname)
}
