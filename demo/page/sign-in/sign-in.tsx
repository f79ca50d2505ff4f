import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Company, Person } from '../../server/shapes.ts'
import { Avatar } from '../shell/avatar.tsx'
import { Icon, Mark } from '../shell/icons.tsx'
import { callApi } from '../state/call-api.ts'
import { signIn } from '../state/product.ts'
import { toast } from '../state/toasts.ts'
import { say } from '../words/say.ts'

interface Accounts {
  readonly companies: readonly Company[]
  readonly people: readonly Omit<Person, 'email'>[]
}

const Scene = () => (
  <svg class="scene" viewBox="0 0 600 420" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
    <circle class="scene-sun" cx="430" cy="150" r="62" />
    <path class="scene-sail" d="M300 92v200h112c-9-84-46-152-112-200Z" />
    <path class="scene-sail second" d="M282 140v152h-98c14-62 48-112 98-152Z" />
    <path class="scene-hull" d="M170 306h256c-12 26-32 40-62 40H236c-32 0-54-14-66-40Z" />
    <path class="scene-wave" d="M0 360c50-22 100-22 150 0s100 22 150 0 100-22 150 0 100 22 150 0v60H0Z" />
    <path class="scene-wave second" d="M0 384c50-18 100-18 150 0s100 18 150 0 100-18 150 0 100 18 150 0v36H0Z" />
  </svg>
)

export const SignIn = () => {
  const accounts = useSignal<Accounts | null>(null)
  const busy = useSignal<string | null>(null)
  useEffect(() => {
    document.title = `${say('signInTitle')} · Halyard`
    void callApi<Accounts>('GET', '/people').then((called) => {
      if (called.ok) accounts.value = called.value
      else toast(say('notReached'), 'bad')
    })
  }, [accounts])
  const choose = async (person: string) => {
    busy.value = person
    if (!(await signIn(person))) {
      busy.value = null
      toast(say('notReached'), 'bad')
    }
  }
  return (
    <div class="sign-in">
      <aside class="sign-in-brand">
        <p class="brand">
          <Mark size={32} />
          Halyard
        </p>
        <h2>{say('signInClaim')}</h2>
        <figure>
          <blockquote>{say('signInQuote')}</blockquote>
          <figcaption>{say('signInQuoteBy')}</figcaption>
        </figure>
        <Scene />
      </aside>
      <main class="sign-in-form">
        <div>
          <p class="brand small-only">
            <Mark size={30} />
            Halyard
          </p>
          <h1>{say('signInTitle')}</h1>
          <p class="lead">{say('signInText')}</p>
          {accounts.value === null ? (
            <div class="sign-in-wait" aria-busy="true">
              <i class="bone row" />
              <i class="bone row" />
              <i class="bone row" />
            </div>
          ) : (
            accounts.value.companies.map((company) => (
              <section key={company.id} class="sign-in-company">
                <h2>
                  <Avatar name={company.name} hue={company.hue} shape="square" size="small" />
                  {company.name}
                  <span class="chip">{say(company.plan === 'Team' ? 'planTeam' : 'planBusiness')}</span>
                </h2>
                <ul>
                  {accounts.value?.people
                    .filter((person) => person.company === company.id)
                    .map((person) => (
                      <li key={person.id}>
                        <button
                          type="button"
                          data-person={person.id}
                          disabled={busy.value !== null}
                          onClick={() => void choose(person.id)}
                        >
                          <Avatar name={person.name} hue={person.hue} />
                          <span>
                            <strong>{person.name}</strong>
                            <small>{person.title}</small>
                          </span>
                          <em>{say(person.role)}</em>
                          {busy.value === person.id ? <i class="spinner" /> : <Icon name="right" size={16} />}
                        </button>
                      </li>
                    ))}
                </ul>
              </section>
            ))
          )}
          <p class="fine">{say('signInNote')}</p>
        </div>
      </main>
    </div>
  )
}
