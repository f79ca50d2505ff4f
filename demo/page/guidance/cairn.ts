import { type Question, question } from '../help/question.ts'
import { navigate } from '../routing/address.ts'

type Queue = { push(call: readonly unknown[]): unknown }

/** As Cairn's guide says: an array until the tag has run, and the product works the same when it never does. */
const cairn = (...call: readonly unknown[]): void => {
  window.cairn ??= []
  ;(window.cairn as Queue).push(call)
}

declare global {
  interface Window {
    cairn?: unknown
  }
}

const fetchToken = async (): Promise<string> => {
  const response = await fetch('/api/cairn-token')
  if (!response.ok) throw new Error(`no token: ${response.status}`)
  return ((await response.json()) as { token: string }).token
}

/** Links in guidance follow the product's own router, and what help cannot answer comes to our own support. */
export const startGuidance = (): void => {
  cairn('init', { navigate })
  cairn('on', 'handover', (asked: Question) => (question.value = asked))
}

export const openHelp = (): void => cairn('open', 'help')

let known = ''
/** Once per sign-in; role, plan and customer come from the token, which only the product's server can sign. */
export const identify = (person: { readonly id: string; readonly language: string }): void => {
  if (known === person.id) return
  known = person.id
  cairn('identify', person.id, { language: person.language }, { token: fetchToken })
}

export const forget = (): void => {
  known = ''
  cairn('reset')
}

export const track = (name: string, properties: Readonly<Record<string, string | number | boolean>> = {}): void =>
  cairn('track', name, properties)
