/** 48 bits of a hex hash as a number in 0..1 (1 excluded). */
export const unitFromHash = (hex: string): number => Number.parseInt(hex.slice(0, 12), 16) / 2 ** 48

/** The same users stay in the holdout when its share grows, and those who leave first come back last. @param fraction fixed per user */
export const isHeldOut = (fraction: number, holdoutShare: number): boolean => fraction < holdoutShare
