import { z } from 'zod'
import { limits } from './limits.ts'
import { actionName, contentKey, localisedText, properties, safeUrl } from './names.ts'

const label = localisedText(limits.titleLength)

/** A button that leads to a route of the host (followed without a reload where its router allows) or to a URL. */
export const linkAction = z.strictObject({ label, url: safeUrl })
/** A button that runs what the page has registered under this name, with these parameters. */
export const runAction = z.strictObject({ label, run: actionName, params: properties.optional() })
/** A button that shows other content: a tour, a survey, a checklist. */
export const startAction = z.strictObject({ label, start: contentKey })

/** What a button of content does. */
export const contentAction = z.union([linkAction, runAction, startAction])
export type ContentAction = z.infer<typeof contentAction>
