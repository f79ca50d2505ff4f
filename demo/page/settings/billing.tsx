import { useSignal } from '@preact/signals'
import { Field } from '../shell/field.tsx'
import { view } from '../state/product.ts'
import { language } from '../words/language.ts'
import { say } from '../words/say.ts'
import { SaveForm } from './save-form.tsx'

const euroPerSeat = { Team: 9, Business: 16 }

export const Billing = () => {
  const here = view.value
  const email = useSignal(here?.settings.billingEmail ?? '')
  const vat = useSignal(here?.settings.vatNumber ?? '')
  if (here === null) return null
  const seats = here.people.filter(({ role }) => role !== 'viewer').length
  const amount = new Intl.NumberFormat(language.value, { style: 'currency', currency: 'EUR' }).format(
    seats * euroPerSeat[here.company.plan],
  )
  return (
    <SaveForm
      title={say('billing')}
      text={say('billingText')}
      fields={() => ({ section: 'billing', billingEmail: email.value, vatNumber: vat.value })}
    >
      {(refusal) => (
        <>
          <dl class="invoice">
            <div>
              <dt>{say(here.company.plan === 'Team' ? 'planTeam' : 'planBusiness')}</dt>
              <dd>{say('perSeat', { n: seats })}</dd>
            </div>
            <div>
              <dt>{say('nextInvoice')}</dt>
              <dd class="amount">{amount}</dd>
            </div>
          </dl>
          <Field label={say('billingEmail')} error={refusal?.field === 'billingEmail' ? say('emailInvalid') : null}>
            {(ids) => (
              <input
                {...ids}
                type="email"
                data-cairn-mask
                autocomplete="off"
                value={email}
                onInput={(event) => (email.value = event.currentTarget.value)}
              />
            )}
          </Field>
          <Field
            label={say('vatNumber')}
            hint={say('vatOptional')}
            error={refusal?.field === 'vatNumber' ? say('vatRefused') : null}
          >
            {(ids) => (
              <input
                {...ids}
                type="text"
                data-cairn="vat-number"
                autocomplete="off"
                spellcheck={false}
                value={vat}
                onInput={(event) => (vat.value = event.currentTarget.value)}
              />
            )}
          </Field>
        </>
      )}
    </SaveForm>
  )
}
