import { batch, type ReadonlySignal, signal } from '@preact/signals-core'
import type { Answers } from '../../contract/guidance.ts'

export interface HelpState {
  readonly isOpen: ReadonlySignal<boolean>
  /** What stands in the search field. */
  readonly query: ReadonlySignal<string>
  /** `waiting`: for the answer to what stands in the field now; the answers before it are still there. */
  readonly phase: ReadonlySignal<'waiting' | 'answered' | 'failed'>
  readonly answers: ReadonlySignal<Answers | null>
  /** The question that `answers` answers; empty for suggestions. */
  readonly answered: ReadonlySignal<string>
  /** Asks anew what stands in the field: the page may be another by now. */
  open(): void
  /** A surface opens it, or it closes in favour of one: the next that comes up takes the focus back. */
  openFrom(): void
  closeFor(): void
  /** Whether the focus is to come back; asked once. */
  takesFocusBack(): boolean
  close(): void
  /** Asks as the user types, once they pause. */
  type(text: string): void
  /** Asks at once. */
  ask(): void
  hear(answers: Answers): void
}

const pauseMs = 250
const answerMs = 8_000
/** Of one letter nothing can be said. */
const shortest = 2

/**
 * Help as the user asks for it. Only the answer to the last question counts: what comes late to an earlier one is passed over.
 * @param send asks the server; @returns the question's id, null where it may not be asked
 */
export const createHelpState = (send: (query: string | null) => string | null): HelpState => {
  const isOpen = signal(false)
  const query = signal('')
  const phase = signal<'waiting' | 'answered' | 'failed'>('waiting')
  const answers = signal<Answers | null>(null)
  const answered = signal('')
  let question: { readonly id: string | null; readonly text: string } | null = null
  let returns = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const textNow = () => {
    const text = query.value.trim().replace(/\s+/g, ' ')
    return text.length < shortest ? '' : text
  }
  const fail = () => {
    question = null
    phase.value = 'failed'
  }
  const ask = () => {
    clearTimeout(timer)
    const text = textNow()
    question = { id: send(text || null), text }
    phase.value = 'waiting'
    if (question.id === null) fail()
    else timer = setTimeout(fail, answerMs)
  }
  const open = () => {
    isOpen.value = true
    ask()
  }
  const close = () => {
    clearTimeout(timer)
    question = null
    isOpen.value = false
  }
  return {
    isOpen,
    query,
    phase,
    answers,
    answered,
    ask,
    open,
    close,
    openFrom: () => {
      returns = true
      open()
    },
    closeFor: () => {
      returns = true
      close()
    },
    takesFocusBack: () => {
      const now = returns && !isOpen.value
      if (now) returns = false
      return now
    },
    type: (text) => {
      query.value = text
      const now = textNow()
      // A space more or less is no other question.
      if (question?.text === now || (phase.value === 'answered' && answered.value === now)) return
      clearTimeout(timer)
      question = null
      phase.value = 'waiting'
      timer = setTimeout(ask, now ? pauseMs : 0)
    },
    hear: (heard) => {
      if (question === null || question.id !== heard.for) return
      clearTimeout(timer)
      const { text } = question
      question = null
      batch(() => {
        answers.value = heard
        answered.value = text
        phase.value = 'answered'
      })
    },
  }
}
