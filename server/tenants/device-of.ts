import type { Device } from '../../contract/device.ts'

/**
 * The class of device that a browser's `User-Agent` names; undefined where no browser speaks. Nothing else of that header is kept. A tablet that
 * asks for desktop pages, as iPads do by default, says that it is a desktop and is taken for one.
 * Source: MDN, "Browser detection using the user agent": `Mobi` for phones, Android without it for tablets.
 */
export const deviceOf = (userAgent: string | undefined): Device | undefined => {
  if (userAgent === undefined || !userAgent.startsWith('Mozilla/')) return undefined
  if (/\b(?:iPad|Tablet|PlayBook|Silk)\b/.test(userAgent)) return 'tablet'
  if (/Mobi|iPhone|iPod/.test(userAgent)) return 'phone'
  return /Android/.test(userAgent) ? 'tablet' : 'desktop'
}
