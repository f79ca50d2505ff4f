import type { MessageKind } from '../../contract/messages.ts'
import type { FieldsOf } from '../state/widget-port.ts'

/** Queues a message, if the user's consent allows its kind. @returns whether it was taken */
export type Tell = <K extends MessageKind>(kind: K, fields: FieldsOf<K>) => boolean

/** Stops a piece of capture and takes its listeners away. */
export type Stop = () => void
