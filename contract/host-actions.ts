import { z } from 'zod'
import type { ContentAction } from './content-action.ts'
import { limits } from './limits.ts'
import { actionName, type PropertyValue } from './names.ts'

export const actionRisks = ['low', 'medium', 'high'] as const
export type ActionRisk = (typeof actionRisks)[number]

/** The form of one parameter; with a question mark it may be left out. */
const paramForm = z.enum(['text', 'number', 'boolean', 'text?', 'number?', 'boolean?'])
type ParamForm = z.infer<typeof paramForm>

/** What the page can do for its user, and how much harm it can do: registered with `cairn.actions`, run by the page alone. */
export const hostAction = z.strictObject({
  name: actionName,
  risk: z.enum(actionRisks),
  params: z
    .record(z.string().regex(/^[a-z][A-Za-z0-9_]{0,31}$/), paramForm)
    .refine((params) => Object.keys(params).length <= limits.hostActionParams, 'too many parameters')
    .default({}),
})
export type HostAction = z.infer<typeof hostAction>

const isOfForm = (form: ParamForm, value: PropertyValue | undefined): boolean => {
  if (value === undefined) return form.endsWith('?')
  return typeof value === { text: 'string', number: 'number', boolean: 'boolean' }[form.replace('?', '')]
}

/**
 * What a page that registered these actions would run for a button of content; null where it has no such action, or its parameters are other
 * ones than the button gives.
 */
export const runnable = (
  { run, params = {} }: Extract<ContentAction, { run: string }>,
  registered: readonly HostAction[] | undefined,
): HostAction | null => {
  const action = registered?.find(({ name }) => name === run)
  if (action === undefined) return null
  const given = (name: string) => (Object.hasOwn(params, name) ? params[name] : undefined)
  const fits =
    Object.keys(params).every((name) => Object.hasOwn(action.params, name)) &&
    Object.entries(action.params).every(([name, form]) => isOfForm(form, given(name)))
  return fits ? action : null
}
