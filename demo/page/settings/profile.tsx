import { Avatar } from '../shell/avatar.tsx'
import { Segments } from '../shell/segments.tsx'
import { view } from '../state/product.ts'
import { theme, themes } from '../state/theme.ts'
import { language } from '../words/language.ts'
import { say } from '../words/say.ts'

const names = { auto: 'themeAuto', light: 'themeLight', dark: 'themeDark' } as const

export const Profile = () => {
  const me = view.value?.me
  if (me === undefined) return null
  return (
    <section class="card panel settings-form">
      <header>
        <h2>{say('profile')}</h2>
        <p>{say('profileText')}</p>
      </header>
      <div class="profile-card" data-cairn-mask>
        <Avatar name={me.name} hue={me.hue} size="large" />
        <span>
          <strong>{me.name}</strong>
          <small>
            {me.title} · {me.email}
          </small>
        </span>
      </div>
      <div class="line">
        <span>{say('theme')}</span>
        <Segments
          label={say('theme')}
          options={themes.map((value) => ({ value, text: say(names[value]) }))}
          value={theme.value}
          choose={(value) => (theme.value = value)}
        />
      </div>
      <div class="line">
        <span>{say('language')}</span>
        <Segments
          label={say('language')}
          options={[
            { value: 'en', text: 'English' },
            { value: 'de', text: 'Deutsch' },
          ]}
          value={language.value}
          choose={(value: 'en' | 'de') => {
            language.choose(value)
            // Whatever else stands in the page reads its language at the start.
            location.reload()
          }}
        />
      </div>
    </section>
  )
}
