import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contrast, enough, parseHex, type Rgb, readableOn, standOut, toHex } from './contrast.ts'
import { themeVariables } from './theme-variables.ts'
import { palettes } from './tokens.ts'

const channel = fc.integer({ min: 0, max: 255 })
const colour = fc.tuple(channel, channel, channel)
const rgb = (hex: string | undefined): Rgb => parseHex(hex ?? '') ?? [0, 0, 0]

test('contrast agrees with the worked examples of WCAG', () => {
  expect(contrast([255, 255, 255], [0, 0, 0])).toBeCloseTo(21, 5)
  expect(contrast(rgb('#767676'), rgb('#ffffff'))).toBeCloseTo(4.54, 2)
})

test('whatever accent a workspace chooses, its buttons can be read and its lines be seen, on light and dark', () => {
  fc.assert(
    fc.property(colour, (accent) => {
      for (const mode of ['light', 'dark'] as const) {
        const variables = themeVariables({ accent: toHex(accent) }, mode)
        const surface = rgb(palettes[mode].surface)
        expect(contrast(rgb(variables['--on-accent']), rgb(variables['--accent']))).toBeGreaterThanOrEqual(enough.text)
        // One step of rounding to a hex value.
        expect(contrast(rgb(variables['--accent']), surface)).toBeGreaterThanOrEqual(enough.shape - 0.05)
        expect(contrast(rgb(variables['--ink']), surface)).toBeGreaterThanOrEqual(enough.text - 0.05)
      }
    }),
  )
})

test('an accent that is legible already is used as it is', () => {
  expect(standOut([63, 86, 217], [255, 255, 255], enough.text)).toEqual([63, 86, 217])
  expect(readableOn([63, 86, 217])).toEqual([255, 255, 255])
})

test('every text colour of both palettes can be read on its surface', () => {
  for (const palette of Object.values(palettes))
    for (const name of ['text', 'soft', 'subtle'] as const)
      expect(contrast(rgb(palette[name]), rgb(palette.surface))).toBeGreaterThanOrEqual(enough.text)
})
