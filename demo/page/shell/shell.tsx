import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { openHelp } from '../guidance/cairn.ts'
import { AskUs } from '../help/ask-us.tsx'
import { address, route } from '../routing/address.ts'
import { openProjects, view } from '../state/product.ts'
import { say } from '../words/say.ts'
import type { Word } from '../words/words.ts'
import { AccountMenu } from './account-menu.tsx'
import { Avatar } from './avatar.tsx'
import { Icon, type IconName } from './icons.tsx'
import { SearchForm } from './search-form.tsx'

const places = ['projects', 'tasks', 'team', 'integrations', 'reports', 'settings'] as const satisfies readonly (Word &
  IconName)[]

const Navigation = () => {
  const at = route.value
  return (
    <nav aria-label={say('mainNavigation')}>
      <ul>
        {places.map((place) => {
          const on = at.page === place || (place === 'projects' && at.page === 'project')
          return (
            <li key={place}>
              <a href={`/${place}`} data-cairn={`nav-${place}`} aria-current={on ? 'page' : undefined}>
                <Icon name={place} />
                {say(place)}
              </a>
            </li>
          )
        })}
      </ul>
      {openProjects.value.length > 0 && (
        <ul class="shortcuts" aria-label={say('projects')} data-cairn-mask>
          {openProjects.value.slice(0, 6).map(({ id, name, hue }) => (
            <li key={id}>
              <a href={`/projects/${id}`} aria-current={at.page === 'project' && at.id === id ? 'page' : undefined}>
                <i class={`dot hue-${hue}`} />
                <span>{name}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </nav>
  )
}

export const Shell = ({ children }: { children: ComponentChildren }) => {
  const open = useSignal(false)
  const { path } = address.value
  // Arrived: the drawer of small screens has done its work.
  useEffect(() => {
    open.value = false
  }, [path])
  const here = view.value
  if (here === null) return null
  const { company, settings } = here
  return (
    <div class={open.value ? 'shell drawer-open' : 'shell'}>
      <a class="skip" href="#content">
        {say('skip')}
      </a>
      <aside class="sidebar">
        <div class="workspace">
          <Avatar name={company.name} hue={company.hue} shape="square" />
          <div>
            <strong>{settings.workspaceName}</strong>
            <span>{say(company.plan === 'Team' ? 'planTeam' : 'planBusiness')}</span>
          </div>
        </div>
        <Navigation />
        <AccountMenu />
      </aside>
      <button type="button" class="scrim" tabIndex={-1} aria-hidden="true" onClick={() => (open.value = false)} />
      <div class="main">
        <header class="top-bar">
          <button
            type="button"
            class="icon-button burger"
            aria-label={say('menu')}
            aria-expanded={open.value}
            onClick={() => (open.value = !open.value)}
          >
            <Icon name={open.value ? 'close' : 'menu'} />
          </button>
          <SearchForm />
          <button type="button" class="button help-button" data-cairn="help" onClick={openHelp}>
            <Icon name="help" />
            <span>{say('help')}</span>
          </button>
        </header>
        <main id="content" class="content" tabIndex={-1}>
          {children}
        </main>
      </div>
      <AskUs />
    </div>
  )
}
