import { useSignal } from '@preact/signals'
import { Field } from '../shell/field.tsx'
import { view } from '../state/product.ts'
import { say } from '../words/say.ts'
import { SaveForm } from './save-form.tsx'

export const Webhooks = () => {
  const url = useSignal(view.value?.settings.webhookUrl ?? '')
  return (
    <SaveForm
      title={say('webhooks')}
      text={say('webhooksText')}
      fields={() => ({ section: 'webhooks', webhookUrl: url.value })}
    >
      {(refusal) => (
        <Field
          label={say('webhookUrl')}
          hint={say('webhookHint')}
          error={refusal?.field === 'webhookUrl' ? say('webhookRefused') : null}
        >
          {(ids) => (
            <input
              {...ids}
              type="url"
              data-cairn="webhook-url"
              autocomplete="off"
              spellcheck={false}
              placeholder="https://hooks.example.com/halyard"
              value={url}
              onInput={(event) => (url.value = event.currentTarget.value)}
            />
          )}
        </Field>
      )}
    </SaveForm>
  )
}
