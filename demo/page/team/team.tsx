import { useSignal } from '@preact/signals'
import { Avatar } from '../shell/avatar.tsx'
import { Icon } from '../shell/icons.tsx'
import { Page } from '../shell/page.tsx'
import { isAdmin, view } from '../state/product.ts'
import { say, sayMoment } from '../words/say.ts'
import { InviteTeammate } from './invite-teammate.tsx'

export const Team = () => {
  const asking = useSignal(false)
  const here = view.value
  if (here === null) return null
  const openTasksOf = (person: string) =>
    here.tasks.filter(({ assignee, column }) => assignee === person && column !== 'done').length
  return (
    <Page
      title={say('team')}
      text={say('teamText', { n: here.people.length, company: here.company.name })}
      actions={
        isAdmin.value && (
          <button
            type="button"
            class="button primary"
            data-cairn="invite-teammate"
            onClick={() => (asking.value = true)}
          >
            <Icon name="plus" />
            {say('inviteTeammate')}
          </button>
        )
      }
    >
      <div class="table-card team-table" data-cairn-mask>
        <table>
          <thead>
            <tr>
              <th scope="col">{say('name')}</th>
              <th scope="col">{say('role')}</th>
              <th scope="col" class="number">
                {say('openTasks')}
              </th>
            </tr>
          </thead>
          <tbody>
            {here.people.map(({ id, name, email, title, role, hue }) => (
              <tr key={id}>
                <td class="member-cell">
                  <Avatar name={name} hue={hue} size="large" />
                  <span>
                    <strong>
                      {name}
                      {id === here.me.id && <span class="chip">{say('you')}</span>}
                    </strong>
                    <small>
                      {title} · {email}
                    </small>
                  </span>
                </td>
                <td>{say(role)}</td>
                <td class="number">{openTasksOf(id)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {here.invitations.length > 0 && (
        <section class="quiet-section" data-cairn-mask>
          <h2>{say('pending')}</h2>
          <ul class="rows">
            {here.invitations.map(({ email, role, at }) => (
              <li key={email}>
                <Icon name="mail" />
                <span>{email}</span>
                <span class="chip">{say(role)}</span>
                <small>{say('sentOn', { date: sayMoment(at) })}</small>
              </li>
            ))}
          </ul>
        </section>
      )}
      {asking.value && <InviteTeammate close={() => (asking.value = false)} />}
    </Page>
  )
}
