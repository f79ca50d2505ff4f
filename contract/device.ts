/** What somebody holds or sits at, as far as their browser tells. */
export const devices = ['phone', 'tablet', 'desktop'] as const
export type Device = (typeof devices)[number]
