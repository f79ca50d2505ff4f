import { limits } from '../../contract/limits.ts'
import type { MessageOf } from '../../contract/messages.ts'
import {
  earliestMs,
  eventForm,
  isProperty,
  latestMs,
  messageIdForm,
  pathForm,
  prototypeNames,
  traitForm,
} from '../../contract/names.ts'

const isTime = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= earliestMs && (value as number) <= latestMs

const isProperties = (value: unknown): value is NonNullable<MessageOf<'track'>['properties']> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const names = Object.keys(value)
  return (
    names.length <= limits.propertyCount &&
    names.every(
      (name) =>
        traitForm.test(name) && !prototypeNames.has(name) && isProperty((value as Record<string, unknown>)[name]),
    )
  )
}

/**
 * Reads the messages that nearly all are, events and pages, some twenty times faster than the schema does. Never takes what the schema
 * refuses, and gives what it gives (a test holds it to that); what it leaves, the schema decides.
 */
export const plainMessage = (raw: unknown): MessageOf<'track'> | MessageOf<'page'> | undefined => {
  if (typeof raw !== 'object' || raw === null) return undefined
  const { id, at, kind, name, properties, path, title } = raw as Readonly<Record<string, unknown>>
  if (typeof id !== 'string' || !messageIdForm.test(id) || !isTime(at)) return undefined
  const fields = Object.keys(raw).length
  if (kind === 'track') {
    if (typeof name !== 'string' || !eventForm.test(name) || prototypeNames.has(name)) return undefined
    if (properties === undefined) return fields === 4 ? { id, at, kind, name } : undefined
    return fields === 5 && isProperties(properties) ? { id, at, kind, name, properties } : undefined
  }
  if (kind !== 'page' || typeof path !== 'string' || path.length > limits.pathLength || !pathForm.test(path))
    return undefined
  if (title === undefined) return fields === 4 ? { id, at, kind, path } : undefined
  return fields === 5 && typeof title === 'string' && title.length <= limits.titleLength
    ? { id, at, kind, path, title }
    : undefined
}
