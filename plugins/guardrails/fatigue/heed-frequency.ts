import type { Session } from '../../../contract/plugin.ts'
import type { Options, SlotCaps } from './options.ts'

const half = (cap: number | null): number | null => (cap === null ? null : Math.max(1, Math.floor(cap / 2)))

const spared = (caps: SlotCaps): SlotCaps => ({
  ...caps,
  coolDownSeconds: 2 * caps.coolDownSeconds,
  perDay: half(caps.perDay),
  perWeek: half(caps.perWeek),
})

/** The tenant's caps as the user wants them: never looser. Caps of an account are not one user's to change. */
export const heedFrequency = (options: Options, { preferences }: Session): Options => {
  const frequency = preferences?.frequency ?? 'normal'
  if (frequency === 'normal') return options
  const { attention, afterDismissal, ...slots } = options
  return {
    inline: spared(slots.inline),
    checklist: spared(slots.checklist),
    overlay: spared(slots.overlay),
    banner: spared(slots.banner),
    list: slots.list,
    attention: { ...attention, perDay: frequency === 'least' ? 1 : half(attention.perDay) },
    afterDismissal,
  }
}
