import { computed, signal } from '@preact/signals'
import { parsePath } from './route.ts'

const read = () => ({ path: location.pathname, query: location.search })

/** Where the browser is. */
export const address = signal(read())
export const route = computed(() => parsePath(address.value.path))

/** Goes to a route of the product without loading the page anew. */
export const navigate = (url: string, how: 'push' | 'replace' = 'push'): void => {
  if (how === 'push') history.pushState(null, '', url)
  else history.replaceState(null, '', url)
  address.value = read()
  scrollTo(0, 0)
}

/** Plain clicks on links of the product become navigation; everything else stays the browser's. */
export const followLinks = (): void => {
  addEventListener('popstate', () => {
    address.value = read()
  })
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href]') : null
    if (link === null || event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    if (link.origin !== location.origin || link.target !== '' || link.hasAttribute('download')) return
    event.preventDefault()
    navigate(link.pathname + link.search)
  })
}
