import { useSignal } from '@preact/signals'
import { Field } from '../shell/field.tsx'
import { Modal } from '../shell/modal.tsx'
import { toast } from '../state/toasts.ts'
import { say } from '../words/say.ts'
import { type Question, question } from './question.ts'

/** Where Cairn's help ends and the product's own support begins: the question comes along, with what was looked at already. */
export const AskUs = () => question.value && <Form asked={question.value} />

const Form = ({ asked }: { asked: Question }) => {
  const text = useSignal(asked.query)
  const { sources, errors } = asked
  const hint = [
    sources.length > 0 && say('askUsSeen', { titles: sources.map(({ title }) => title).join(', ') }),
    errors.length > 0 && say('askUsErrors', { n: errors.length }),
  ]
    .filter(Boolean)
    .join(' ')
  const close = () => (question.value = null)
  return (
    <Modal title={say('askUs')} close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          close()
          toast(say('askUsSent'))
        }}
      >
        <Field label={say('askUsQuestion')} hint={hint || undefined}>
          {(ids) => (
            <textarea
              {...ids}
              rows={4}
              required
              data-cairn-mask
              value={text}
              onInput={(event) => (text.value = event.currentTarget.value)}
            />
          )}
        </Field>
        <footer>
          <button type="submit" class="button primary">
            {say('askUsSend')}
          </button>
        </footer>
      </form>
    </Modal>
  )
}
