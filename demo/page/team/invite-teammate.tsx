import { useSignal } from '@preact/signals'
import type { Role } from '../../server/shapes.ts'
import { Field } from '../shell/field.tsx'
import { Modal } from '../shell/modal.tsx'
import { invite } from '../state/product.ts'
import { say } from '../words/say.ts'

const roles = [
  { value: 'member', text: 'roleMemberText' },
  { value: 'viewer', text: 'roleViewerText' },
  { value: 'admin', text: 'roleAdminText' },
] as const satisfies readonly { value: Role; text: string }[]

export const InviteTeammate = ({ close }: { close: () => void }) => {
  const email = useSignal('')
  const role = useSignal<Role>('member')
  const error = useSignal<string | null>(null)
  const busy = useSignal(false)
  const submit = async (event: Event) => {
    event.preventDefault()
    busy.value = true
    const refusal = await invite(email.value.trim(), role.value)
    busy.value = false
    if (refusal === null) return close()
    error.value = refusal.code === 'taken' ? say('emailTaken') : refusal.code === 'invalid' ? say('emailInvalid') : null
  }
  return (
    <Modal title={say('inviteTeammate')} close={close}>
      <form data-cairn="invite-form" noValidate onSubmit={(event) => void submit(event)}>
        <Field label={say('email')} error={error.value}>
          {(ids) => (
            <input
              {...ids}
              type="email"
              autocomplete="off"
              data-cairn-mask
              placeholder="name@company.example"
              value={email}
              onInput={(event) => (email.value = event.currentTarget.value)}
            />
          )}
        </Field>
        <fieldset class="choices stacked">
          <legend>{say('role')}</legend>
          {roles.map(({ value, text }) => (
            <label key={value} class={role.value === value ? 'choice on' : 'choice'}>
              <input
                type="radio"
                name="role"
                value={value}
                checked={role.value === value}
                onChange={() => (role.value = value)}
              />
              <strong>{say(value)}</strong>
              <small>{say(text)}</small>
            </label>
          ))}
        </fieldset>
        <footer>
          <button type="submit" class="button primary" disabled={busy.value} data-cairn="send-invitation">
            {busy.value && <i class="spinner" />}
            {say('sendInvitation')}
          </button>
        </footer>
      </form>
    </Modal>
  )
}
