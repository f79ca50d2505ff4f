import type { CairnApi, InitOptions } from '../api/cairn-api.ts'

export interface LoadOptions extends InitOptions {
  /** The tag's address on your Cairn: `https://cairn.example/cairn.js`. */
  src: string
  key: string
  /** For pages whose policy asks for one. */
  nonce?: string
}

const late = new Error('cairn: the tag could not be loaded')

/**
 * Puts the tag into the page and waits for its API; a page that has it already gets the same one. It creates a script element, which a page
 * under `trusted-types 'none'` must not do: there, write the tag into the HTML.
 * @throws {Error} when the tag cannot be loaded. Nothing later throws.
 */
export const loadCairn = ({ src, nonce, ...options }: LoadOptions): Promise<CairnApi> =>
  new Promise((resolve, reject) => {
    const finish = () => {
      const api = window.cairn as CairnApi | undefined
      if (typeof api?.init !== 'function') return reject(late)
      void api.init(options)
      resolve(api)
    }
    if (window.cairn && !Array.isArray(window.cairn)) return finish()
    const script = document.createElement('script')
    script.src = src
    script.async = true
    if (nonce) script.nonce = nonce
    if (options.consent) script.dataset.consent = options.consent
    script.onload = finish
    script.onerror = () => reject(late)
    document.head.append(script)
  })
