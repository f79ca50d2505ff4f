import type { Welcome } from '../../contract/guidance.ts'
import { enough, parseHex, type Rgb, readableOn, standOut, toHex } from './contrast.ts'
import { defaultAccent, type Mode, palettes } from './tokens.ts'

const known = (hex: string): Rgb => parseHex(hex) ?? [0, 0, 0]

/**
 * The custom properties of one theme. The accent is the workspace's wherever it can be read: `--accent` fills shapes (3 to 1 against the
 * surface), `--on-accent` writes on them, `--ink` is the accent as text or line (4.5 to 1 against the surface).
 */
export const themeVariables = (theme: Welcome['theme'], mode: Mode): Record<string, string> => {
  const palette = palettes[mode]
  const surface = known(palette.surface)
  const wanted = parseHex(theme.accent ?? '') ?? known(defaultAccent)
  const fill = standOut(wanted, surface, enough.shape)
  const ink = standOut(wanted, surface, enough.text)
  return {
    ...Object.fromEntries(Object.entries(palette).map(([name, value]) => [`--${name}`, value])),
    '--accent': toHex(fill),
    '--on-accent': toHex(readableOn(fill)),
    '--ink': toHex(ink),
    '--wash': `rgba(${ink.map(Math.round).join()},.${mode === 'light' ? '06' : '09'})`,
  }
}
