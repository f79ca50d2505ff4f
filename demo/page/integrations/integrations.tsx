import { useSignal } from '@preact/signals'
import type { Hue } from '../../server/shapes.ts'
import { Icon } from '../shell/icons.tsx'
import { Page } from '../shell/page.tsx'
import { connect, disconnect, mayEdit, view } from '../state/product.ts'
import { say, sayMoment } from '../words/say.ts'
import type { Word } from '../words/words.ts'

interface Integration {
  readonly id: string
  readonly name: string
  readonly text: Word
  readonly group: Word
  readonly hue: Hue
}

const catalogue: readonly Integration[] = [
  { id: 'slack', name: 'Slack', text: 'slackText', group: 'chat', hue: 'violet' },
  { id: 'github', name: 'GitHub', text: 'githubText', group: 'code', hue: 'teal' },
  { id: 'figma', name: 'Figma', text: 'figmaText', group: 'design', hue: 'rose' },
  { id: 'drive', name: 'Google Drive', text: 'driveText', group: 'files', hue: 'green' },
  { id: 'calendar', name: 'Outlook', text: 'calendarText', group: 'planning', hue: 'blue' },
  { id: 'zapier', name: 'Zapier', text: 'zapierText', group: 'automation', hue: 'amber' },
]

/** As long as the other side's consent page would take; without it the button seems to have done nothing. */
const handshakeMs = 700

const Tool = ({ tool: { id, name, text, group, hue } }: { tool: Integration }) => {
  const busy = useSignal(false)
  const since = view.value?.integrations[id]
  const go = async (act: (id: string, name: string) => Promise<void>, waitMs: number) => {
    busy.value = true
    await new Promise((done) => setTimeout(done, waitMs))
    await act(id, name)
    busy.value = false
  }
  return (
    <li class="card tool">
      <span class="card-top">
        <i class={`tile letter hue-${hue}`} aria-hidden="true">
          {name[0]}
        </i>
        <span class="chip">{say(group)}</span>
      </span>
      <strong>{name}</strong>
      <span class="summary">{say(text)}</span>
      <span class="tool-foot">
        {since === undefined ? (
          <button
            type="button"
            class="button"
            data-cairn={`connect-${id}`}
            aria-label={busy.value ? undefined : say('connectNamed', { name })}
            disabled={busy.value || !mayEdit.value}
            onClick={() => void go(connect, handshakeMs)}
          >
            {busy.value && <i class="spinner" />}
            {say(busy.value ? 'connecting' : 'connect')}
          </button>
        ) : (
          <>
            <span class="good" title={say('connectedSince', { date: sayMoment(since) })}>
              <Icon name="check" size={16} />
              {say('connected')}
            </span>
            {mayEdit.value && (
              <button
                type="button"
                class="button quiet small"
                aria-label={say('disconnectNamed', { name })}
                disabled={busy.value}
                onClick={() => void go(disconnect, 0)}
              >
                {say('disconnect')}
              </button>
            )}
          </>
        )}
      </span>
    </li>
  )
}

export const Integrations = () => (
  <Page title={say('integrations')} text={say('integrationsText')}>
    {!mayEdit.value && <p class="banner">{say('askEditor')}</p>}
    <ul class="cards tools">
      {catalogue.map((tool) => (
        <Tool key={tool.id} tool={tool} />
      ))}
    </ul>
  </Page>
)
