import { useSignal } from '@preact/signals'
import { Field } from '../shell/field.tsx'
import { Segments } from '../shell/segments.tsx'
import { view } from '../state/product.ts'
import { say } from '../words/say.ts'
import { SaveForm } from './save-form.tsx'

export const Workspace = () => {
  const settings = view.value?.settings
  const name = useSignal(settings?.workspaceName ?? '')
  const weekStart = useSignal(settings?.weekStart ?? 'monday')
  return (
    <SaveForm
      title={say('workspace')}
      text={say('workspaceText', { company: view.value?.company.name ?? '' })}
      fields={() => ({ section: 'workspace', workspaceName: name.value, weekStart: weekStart.value })}
    >
      {(refusal) => (
        <>
          <Field label={say('workspaceName')} error={refusal?.field === 'workspaceName' ? say('nameNeeded') : null}>
            {(ids) => (
              <input
                {...ids}
                type="text"
                maxLength={80}
                value={name}
                onInput={(event) => (name.value = event.currentTarget.value)}
              />
            )}
          </Field>
          <div class="line">
            <span>{say('weekStart')}</span>
            <Segments
              label={say('weekStart')}
              options={[
                { value: 'monday', text: say('monday') },
                { value: 'sunday', text: say('sunday') },
              ]}
              value={weekStart.value}
              choose={(value: 'monday' | 'sunday') => (weekStart.value = value)}
            />
          </div>
        </>
      )}
    </SaveForm>
  )
}
