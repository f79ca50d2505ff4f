import { type SettingsSection, settingsSections } from '../routing/route.ts'
import { Page } from '../shell/page.tsx'
import { isAdmin, mayEdit, view } from '../state/product.ts'
import { say } from '../words/say.ts'
import { Billing } from './billing.tsx'
import { Profile } from './profile.tsx'
import { Webhooks } from './webhooks.tsx'
import { Workspace } from './workspace.tsx'

const Section = ({ section }: { section: SettingsSection }) => {
  switch (section) {
    case 'profile':
      return <Profile />
    case 'workspace':
      return <Workspace />
    case 'billing':
      return <Billing />
    case 'webhooks':
      return <Webhooks />
    default:
      return section satisfies never
  }
}

export const Settings = ({ section }: { section: SettingsSection }) => {
  const may = section === 'profile' || isAdmin.value || (section === 'webhooks' && mayEdit.value)
  return (
    <Page title={say('settings')} text={say('settingsText', { company: view.value?.company.name ?? '' })}>
      <div class="settings">
        <nav aria-label={say('settings')}>
          {settingsSections.map((name) => (
            <a
              key={name}
              href={name === 'profile' ? '/settings' : `/settings/${name}`}
              data-cairn={`settings-${name}`}
              aria-current={name === section ? 'page' : undefined}
            >
              {say(name)}
            </a>
          ))}
        </nav>
        {may ? <Section key={section} section={section} /> : <p class="banner">{say('adminOnly')}</p>}
      </div>
    </Page>
  )
}
