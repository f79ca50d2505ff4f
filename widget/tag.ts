import type { CairnApi, Verbs } from './api/cairn-api.ts'

/** The hashed core, relative to the tag; set by the build. */
declare const __CAIRN_CORE__: string

/** Calls that wait for the core; a page that makes more before it has loaded is in a loop. */
const mostWaiting = 500

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
  'on',
  'off',
] as const satisfies readonly (keyof Verbs)[]
type Verb = (typeof verbs)[number]

const install = () => {
  // Not an own name: an element with this id, which hinders nothing.
  const early = Object.hasOwn(window, 'cairn') ? window.cairn : undefined
  // A second tag, or a name that the page uses itself.
  if (early && !Array.isArray(early)) return
  const script =
    (document.currentScript as HTMLScriptElement | null) ??
    document.querySelector<HTMLScriptElement>('script[src][data-key^="pk_"]')
  if (!script?.src) return

  let core: Verbs | null = null
  let failed = false
  const waiting: (() => void)[] = []

  const call = (verb: Verb, args: unknown[]): Promise<boolean> =>
    new Promise<boolean>((done) => {
      const run = () => done(core ? (core[verb] as (...args: unknown[]) => boolean | Promise<boolean>)(...args) : false)
      if (core || failed || waiting.length >= mostWaiting) run()
      else
        waiting.push(() => {
          try {
            run()
          } catch {
            done(false)
          }
        })
    }).catch(() => false)

  const api = {} as Record<string, unknown>
  for (const verb of verbs)
    api[verb] = (...args: unknown[]) => {
      const called = call(verb, args)
      return verb === 'on' ? () => void call('off', args) : verb === 'off' ? undefined : called
    }
  const push = (...entries: unknown[]) => {
    for (const entry of entries) {
      try {
        if (typeof entry === 'function') entry(api as unknown as CairnApi)
        else if (Array.isArray(entry) && verbs.includes(entry[0] as Verb)) void call(entry[0] as Verb, entry.slice(1))
      } catch {
        // The page's own function failed; the calls after it still count.
      }
    }
  }
  api.push = push

  window.cairn = api
  if (Array.isArray(early)) {
    // Taken out first and once, so that an entry which pushes again cannot keep this going.
    const calls = early.splice(0, mostWaiting)
    // Who kept the array still reaches the widget.
    early.push = (...entries: unknown[]) => {
      push(...entries)
      return 0
    }
    push(...calls)
  }

  void import(new URL(__CAIRN_CORE__, script.src).href)
    .then(({ open }: { open: (origin: string, data: DOMStringMap) => Verbs }) => {
      core = open(new URL(script.src).origin, { ...script.dataset })
    })
    .catch(() => {
      failed = true
    })
    .then(() => {
      for (const run of waiting.splice(0)) run()
    })
}

try {
  install()
} catch {
  // The page comes first: without the widget it works as before.
}
