import { messageId } from './message-id.ts'

/** JSON of an envelope with so many track events, each as large as a usual one (some 200 bytes). */
export const trackEnvelope = (events: number, name = 'report_exported'): string => {
  const at = Date.now()
  let messages = ''
  for (let index = 0; index < events; index++)
    messages += `${index === 0 ? '' : ','}{"id":"${messageId()}","at":${at},"kind":"track","name":"${name}","properties":{"format":"pdf","rows":1204,"shared":true,"source":"toolbar"}}`
  return `{"v":1,"sentAt":${at},"messages":[${messages}]}`
}

export const pageEnvelope = (path: string): string => {
  const at = Date.now()
  return `{"v":1,"sentAt":${at},"messages":[{"id":"${messageId()}","at":${at},"kind":"page","path":"${path}"}]}`
}
