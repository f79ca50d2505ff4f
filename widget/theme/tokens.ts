/** What every surface is drawn with. Components name a token, never a value. */

export type Mode = 'light' | 'dark'

/** Used when the workspace has set no accent of its own. */
export const defaultAccent = '#3f56d9'

/** `surface` stays a plain hex value: accents are measured against it. */
export const palettes = {
  light: {
    surface: '#ffffff',
    text: '#16181d',
    soft: '#4a4f5c',
    subtle: '#636978',
    line: '#e9eaee',
    edge: 'rgba(18,22,33,.09)',
    outline: '#868c9a',
    hover: 'rgba(18,22,33,.055)',
    press: 'rgba(18,22,33,.1)',
    track: '#e8eaef',
    shadow: '0 1px 2px rgba(18,22,33,.06),0 4px 12px rgba(18,22,33,.07),0 18px 44px -8px rgba(18,22,33,.2)',
    lift: '0 1px 2px rgba(18,22,33,.07),0 6px 20px -4px rgba(18,22,33,.18)',
  },
  dark: {
    surface: '#1b1d23',
    text: '#f2f3f6',
    soft: '#c4c8d2',
    subtle: '#9ba2b1',
    line: '#2b2e37',
    edge: 'rgba(255,255,255,.11)',
    outline: '#7b8291',
    hover: 'rgba(255,255,255,.07)',
    press: 'rgba(255,255,255,.12)',
    track: '#343844',
    shadow: '0 1px 2px rgba(0,0,0,.4),0 6px 16px rgba(0,0,0,.35),0 20px 48px -8px rgba(0,0,0,.65)',
    lift: '0 1px 2px rgba(0,0,0,.4),0 6px 20px -4px rgba(0,0,0,.6)',
  },
} as const satisfies Record<Mode, Record<string, string>>

export const font = {
  system: "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue','Noto Sans',Arial,sans-serif",
  /** Size and line height. */
  title: '600 15px/20px',
  text: '400 13.5px/20px',
  label: '500 13.5px/20px',
  strong: '600 13.5px/20px',
  small: '400 12.5px/18px',
} as const

export const radius = { panel: '14px', row: '10px', control: '8px', box: '5px', pill: '999px' } as const

export const motion = {
  quick: '120ms',
  calm: '220ms',
  /** Leaves fast, arrives softly. */
  ease: 'cubic-bezier(.2,.8,.2,1)',
} as const

/** Distance of the surfaces from the edge of the window. */
export const margin = '20px'
/** Below this width the panel spans the window and never opens by itself. */
export const narrowPx = 480
