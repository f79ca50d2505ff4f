/** Red, green and blue, each 0 to 255. */
export type Rgb = readonly [number, number, number]

/** Text needs 4.5 to 1, shapes that carry meaning 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11). */
export const enough = { text: 4.5, shape: 3 } as const

/** @param hex `#rrggbb`
 *  @returns null for anything else */
export const parseHex = (hex: string): Rgb | null => {
  if (!/^#[0-9a-f]{6}$/i.test(hex)) return null
  const value = Number.parseInt(hex.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

export const toHex = (colour: Rgb): string =>
  `#${colour.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`

/** Relative luminance, 0 for black to 1 for white (WCAG 2.2, glossary). */
export const luminance = ([red, green, blue]: Rgb): number => {
  const linear = (channel: number) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/** @returns 1 (equal) to 21 (black on white) */
export const contrast = (one: Rgb, other: Rgb): number => {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const white: Rgb = [255, 255, 255]
const black: Rgb = [0, 0, 0]

/** The text colour for a filled shape: white, else black. One of the two always reaches 4.5 to 1. */
export const readableOn = (fill: Rgb): Rgb => (contrast(white, fill) >= enough.text ? white : black)

/** Moves a colour away from its background, as little as it takes to reach `ratio`. */
export const standOut = (colour: Rgb, background: Rgb, ratio: number): Rgb => {
  const end = luminance(background) > 0.18 ? black : white
  for (let share = 0; share < 1; share += 0.04) {
    const mixed = colour.map((channel, i) => channel + ((end[i] ?? 0) - channel) * share) as unknown as Rgb
    if (contrast(mixed, background) >= ratio) return mixed
  }
  return end
}
