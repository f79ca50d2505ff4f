import type { Welcome } from '../../contract/guidance.ts'
import { limits } from '../../contract/limits.ts'
import type { CapturePort } from './capture-port.ts'
import { matchesRoute } from './matches-route.ts'
import type { Stop } from './tell.ts'

export type NamedSearches = Welcome['searches']

/** The search word of a form: its search field, else its only text field. Masked and secret fields are none. */
const termsOf = (form: HTMLFormElement, isMasked: CapturePort['isMasked']): string => {
  const fields = [...form.querySelectorAll<HTMLInputElement>('input')].filter(
    (field) => (field.type === 'search' || field.type === 'text') && !isMasked(field),
  )
  const searching = fields.filter((field) => field.type === 'search')
  const [field] = searching.length > 0 ? searching : fields
  return searching.length > 1 || (searching.length === 0 && fields.length > 1) ? '' : (field?.value ?? '')
}

export interface SearchCapture {
  /** The address has changed, or was just come to. */
  looked(): void
  stop: Stop
}

/** Searches that the team has named for capture, and no others: the one place where what a user typed leaves the page. */
export const captureSearches = (port: CapturePort, searches: NamedSearches): SearchCapture => {
  const { tell, path, listen, hookOf, isMasked } = port
  const told = (name: string, terms: string | null) => {
    const cut = terms?.trim().slice(0, limits.searchTermsLength)
    if (cut) tell('search', { path: path(), name, terms: cut })
  }
  let last = ''
  const stop = listen<SubmitEvent>(document, 'submit', ({ target }) => {
    if (!(target instanceof HTMLFormElement) || isMasked(target)) return
    const names = [hookOf(target), target.id]
    for (const { name, form } of searches) if (form && names.includes(form)) told(name, termsOf(target, isMasked))
  })
  return {
    looked: () => {
      const address = location.pathname + location.search
      if (address === last) return
      last = address
      for (const { name, route, parameter } of searches)
        if (route && parameter && matchesRoute(route, location.pathname))
          told(name, new URLSearchParams(location.search).get(parameter))
    },
    stop,
  }
}
