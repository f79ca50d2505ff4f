import { z } from 'zod'
import { limits } from './limits.ts'

/**
 * Settings that a team may open to its customers, by their first name. What is not here is never theirs: who is held out and between whom
 * offers are balanced are the team's measurements, and these bounds themselves are the team's word.
 */
const openable = [
  'consent',
  'locale',
  'tone',
  'explanations',
  'recommenders',
  'guardrails',
  'explorationShare',
  'ranker',
  'weights',
  'outcomes',
  'pins',
  'blocks',
  'intents',
  'segments',
  'maturity',
  'goalTraits',
  'supportEvents',
  'vocabulary',
  'retrieval',
  'searches',
  'theme',
  'corrections',
] as const

const names = '[A-Za-z][A-Za-z0-9_-]{0,63}'
/** From a setting down to one value in it; plugins and whatever else has a name stand by it: `guardrails.fatigue.inline.perDay`. */
const path = z
  .string()
  .max(200)
  .regex(new RegExp(`^(${openable.join('|')})(\\.${names}){0,6}$`), 'no setting that can be opened to a tenant')

const scalar = z.union([z.string().max(limits.titleLength), z.number(), z.boolean()])
const isPlugin = (setting: string, kind: 'recommenders' | 'guardrails'): boolean =>
  setting.startsWith(`${kind}.`) && setting.split('.').length === 2

/** How far the tenant's own admins may move one setting from where the team has put it. */
export const tenantBound = z
  .union([
    /** A number within these, both included. */
    z
      .strictObject({ setting: path, atLeast: z.number().optional(), atMost: z.number().optional() })
      .refine((range) => range.atLeast !== undefined || range.atMost !== undefined, 'a range has an end'),
    z.strictObject({ setting: path, oneOf: z.array(scalar).min(1).max(50) }),
    /** A list may grow: what the team has put there stays. */
    z.strictObject({ setting: path, more: z.literal(true) }),
    /** A plugin that may be switched on, or off. */
    z
      .strictObject({ setting: path, on: z.literal(true).optional(), off: z.literal(true).optional() })
      .refine((plugin) => plugin.on === true || plugin.off === true, 'a plugin is switched on or off')
      .refine(
        ({ setting }) => isPlugin(setting, 'recommenders') || isPlugin(setting, 'guardrails'),
        'only a plugin is switched: guardrails.NAME or recommenders.NAME',
      )
      .refine(
        ({ setting, off }) => off !== true || isPlugin(setting, 'recommenders'),
        'no tenant switches a guardrail off',
      ),
    /** Whatever the setting takes. */
    z
      .strictObject({ setting: path, any: z.literal(true) })
      .refine(
        ({ setting }) => !/^(recommenders|guardrails)(\.[^.]+)?$/.test(setting),
        'plugins are opened one by one, and their options by name',
      ),
  ])
  .refine(
    (bound) => bound.setting !== 'corrections' || 'oneOf' in bound,
    'corrections are opened by their acts: oneOf pin, block, override',
  )
export type TenantBound = z.infer<typeof tenantBound>

/** What is not named is denied. */
export const tenantMay = z
  .array(tenantBound)
  .max(limits.tenantBounds)
  .refine(
    (bounds) => new Set(bounds.map(({ setting }) => setting)).size === bounds.length,
    'one bound for each setting',
  )
