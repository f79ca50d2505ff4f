import type { Answers, Guidance, Welcome } from '../../contract/guidance.ts'
import type { Properties, Traits } from '../../contract/names.ts'
import type { ConsentChoice, ConsentMode } from '../identity/consent.ts'
import type { TokenSource } from '../identity/identity.ts'

interface About {
  readonly kind: string
  /** The content's key, as its author wrote it. */
  readonly key: string
  readonly decision: string
}

/** What `cairn.on` can listen to, and what its listeners get. */
export interface CairnEvents {
  /** Connected; again after each change of identity. */
  ready: { readonly identity: Welcome['identity']; readonly holdout: Welcome['holdout'] }
  /** What this tab is told to show has changed. */
  guidance: { readonly rev: number; readonly items: readonly Pick<Guidance['items'][number], 'kind' | 'key'>[] }
  /** What was asked for, best first; empty with `nothing: 'no-source'` where nothing in the catalogue speaks of it. */
  answers: Omit<Answers, 'kind'>
  shown: About
  dismissed: About
  'not-now': About
  helpful: About
  'already-done': About
  'not-relevant': About
  wrong: About
  'fewer-like-this': About
  undone: About
  collapsed: About
  opened: About
  followed: About
  /** The user would rather ask a person. Help offers that only where somebody listens. */
  handover: {
    /** What stood in the search field. */
    readonly query: string
    /** The answers that were there. */
    readonly sources: readonly { readonly key: string; readonly version: string; readonly title: string }[]
    /** The page's last uncaught errors, as they were captured. */
    readonly errors: readonly string[]
    readonly path: string
  }
  'step-completed': { readonly key: string; readonly step: string }
  'checklist-completed': { readonly key: string }
  /** Nothing here breaks the page: a refused connection, a message that the server would not take, a call with wrong arguments. */
  error: { readonly code: string; readonly message: string }
}
export type CairnEvent = keyof CairnEvents
export type Listener<E extends CairnEvent> = (detail: CairnEvents[E]) => void

/** What the tag takes as `data-*`, and more that an attribute cannot say. */
export interface InitOptions {
  /** Publishable key of the workspace, `pk_...`. */
  key?: string
  /** `required`: nothing is captured, stored or sent before `cairn.consent()`. It can only be stricter than the workspace. */
  consent?: ConsentMode
  /** BCP 47 tag; else the page's `lang`, else the browser's language. */
  locale?: string
  /** `off`: nothing is captured by itself; `track` and `page` still tell what they are given. */
  capture?: 'on' | 'off'
  mode?: 'auto' | 'light' | 'dark'
  user?: string
  token?: TokenSource
  /** The page offers help by itself: the checklist leads there, and so does this key (`mod+/`; `mod` is Control or Command), if one is named. */
  help?: string
  /** The host's own router, for links in guidance. */
  navigate?: (url: string) => void
  /** One console line for each event of `on`: what is shown, what goes wrong, whether the holdout spares this user. */
  debug?: boolean
}

export interface IdentifyOptions {
  /** JWT signed by your back end, or a function that fetches one; it is called again when the token has expired. */
  token?: TokenSource
}

/**
 * `window.cairn`. No method throws and no promise rejects: they resolve to whether the call was taken; `on('error')` says why not. Calls
 * made before the widget has loaded wait for it.
 */
export interface CairnApi {
  init(options: InitOptions): Promise<boolean>
  /** Resolves true once the server knows the page as this user's. */
  identify(user: string, traits?: Traits, options?: IdentifyOptions): Promise<boolean>
  identifyAnonymous(traits?: Traits): Promise<boolean>
  group(account: string, traits?: Traits): Promise<boolean>
  track(name: string, properties?: Properties): Promise<boolean>
  /** Tells a page view; the path is only needed where the address does not say it. */
  page(path?: string): Promise<boolean>
  /** Shows a piece of content by its key. */
  start(content: string): Promise<boolean>
  /** Asks for help; what the catalogue says comes with `on('answers')`. Without a question: for whatever fits now. @param k answers at most, 1 to 10; 5 */
  ask(query?: string, k?: number): Promise<boolean>
  /** Opens help, over the page and beside it. */
  open(panel: 'help'): Promise<boolean>
  /** Closes it. */
  close(): Promise<boolean>
  /** On sign-out: forgets the user and the visitor on this device and begins a new one. */
  reset(): Promise<boolean>
  consent(choice: ConsentChoice): Promise<boolean>
  /** @returns stops listening */
  on<E extends CairnEvent>(event: E, listener: Listener<E>): () => void
  off<E extends CairnEvent>(event: E, listener: Listener<E>): void
  /** `push(['track', 'x'])` or `push((cairn) => ...)`, for pages that fill an array before the tag. */
  push(...calls: (readonly unknown[] | ((cairn: CairnApi) => void))[]): void
}

/** What the core does for each verb; the tag makes promises of them. */
export type Verbs = {
  [V in Exclude<keyof CairnApi, 'push' | 'on' | 'off'>]: (
    ...args: Parameters<CairnApi[V]>
  ) => boolean | Promise<boolean>
} & { on(event: string, listener: unknown): boolean; off(event: string, listener: unknown): boolean }

declare global {
  interface Window {
    /** The tag's one global. A page's own array until the tag has run. */
    cairn?: unknown
  }
}
