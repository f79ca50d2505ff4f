import { useEffect, useRef } from 'preact/hooks'
import { address, navigate, route } from '../routing/address.ts'
import { say } from '../words/say.ts'
import { Icon } from './icons.tsx'

const isWriting = (element: Element | null): boolean =>
  element instanceof HTMLElement && (element.matches('input, textarea, select') || element.isContentEditable)

export const SearchForm = () => {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const slash = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.metaKey || event.ctrlKey || isWriting(document.activeElement)) return
      event.preventDefault()
      field.current?.focus()
    }
    addEventListener('keydown', slash)
    return () => removeEventListener('keydown', slash)
  }, [])
  const terms = route.value.page === 'search' ? (new URLSearchParams(address.value.query).get('q') ?? '') : ''
  return (
    <search class="search">
      <form
        data-cairn="search"
        onSubmit={(event) => {
          event.preventDefault()
          const wanted = field.current?.value.trim()
          if (wanted) navigate(`/search?q=${encodeURIComponent(wanted)}`)
        }}
      >
        <Icon name="search" />
        <input
          ref={field}
          type="search"
          name="q"
          key={terms}
          defaultValue={terms}
          placeholder={say('searchLong')}
          aria-label={say('searchLong')}
          autocomplete="off"
        />
        <kbd>/</kbd>
      </form>
    </search>
  )
}
