import type { CairnApi } from './api/cairn-api.ts'

/** Replaced where the snippet is pasted. */
declare const __CAIRN_TAG__: string
declare const __CAIRN_KEY__: string

type Queued = ((cairn: CairnApi) => void)[] & Record<string, unknown>

/**
 * The inline alternative to the tag, for pages without Trusted Types or a strict policy: verbs exist at once, and the tag, which it loads,
 * takes over what they were asked.
 */
const begin = () => {
  if (window.cairn) return
  const queued = [] as unknown as Queued
  const verbs = [
    'init',
    'identify',
    'identifyAnonymous',
    'group',
    'track',
    'page',
    'start',
    'ask',
    'open',
    'close',
    'reset',
    'consent',
  ] as const
  for (const verb of verbs)
    queued[verb] = (...args: never[]) =>
      new Promise((done) =>
        queued.push((cairn) => done((cairn[verb] as (...args: never[]) => Promise<boolean>)(...args))),
      )
  const off = (...args: Parameters<CairnApi['off']>) => void queued.push((cairn) => cairn.off(...args))
  queued.off = off
  queued.on = (...args: Parameters<CairnApi['on']>) => {
    queued.push((cairn) => void cairn.on(...args))
    return () => off(...args)
  }
  window.cairn = queued
  const script = document.createElement('script')
  script.src = __CAIRN_TAG__
  script.async = true
  script.dataset.key = __CAIRN_KEY__
  document.head.append(script)
}

try {
  begin()
} catch {
  // As with the tag: the page comes first.
}
