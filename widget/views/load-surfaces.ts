import { type ReadonlySignal, signal } from '@preact/signals-core'
import type { ComponentType } from 'preact'
import type { GuidanceItem } from '../../contract/guidance.ts'
import type { HelpProps } from './help/help-panel.tsx'
import type { LoadedSurface, SurfaceProps } from './surface.tsx'
import './surface-parts.ts'

/** Kinds that this widget draws; each is told to the server (`handshake.ts`). */
type Kind = 'checklist' | 'tip' | 'offer'
type ItemOf<K extends Kind> = Extract<GuidanceItem, { kind: K }>

/** Each kind is a chunk of its own, with its styles: nobody loads what is not shown to them. */
const chunks: { readonly [K in Kind]: () => Promise<LoadedSurface<ItemOf<K>>> } = {
  checklist: () => import('./checklist.tsx').then(({ checklistSurface }) => checklistSurface),
  tip: () => import('./tip.tsx').then(({ tipSurface }) => tipSurface),
  offer: () => import('./offer.tsx').then(({ offerSurface }) => offerSurface),
}

export interface Surfaces {
  /** Sees to it that this kind, or help, can be drawn soon. What does not load is tried again by the next who needs it. */
  need(what: GuidanceItem['kind'] | 'help'): void
  readonly views: ReadonlySignal<Readonly<Partial<Record<GuidanceItem['kind'], ComponentType<SurfaceProps>>>>>
  readonly help: ReadonlySignal<ComponentType<HelpProps> | null>
}

/** @param adopt takes a surface's styles in, before it is drawn the first time */
export const loadSurfaces = (adopt: (style: string) => void): Surfaces => {
  const views = signal<Readonly<Partial<Record<GuidanceItem['kind'], ComponentType<SurfaceProps>>>>>({})
  const help = signal<ComponentType<HelpProps> | null>(null)
  const asked = new Set<string>()
  const load = async (what: GuidanceItem['kind'] | 'help') => {
    if (what === 'help') {
      const { helpSurface } = await import('./help/help-panel.tsx')
      adopt(helpSurface.style)
      help.value = helpSurface.View
      return
    }
    if (!(what in chunks)) return
    const { View, style } = await chunks[what as Kind]()
    adopt(style)
    // Whoever draws it by its kind gives it an item of that kind.
    views.value = { ...views.value, [what]: View as ComponentType<SurfaceProps> }
  }
  return {
    views,
    help,
    need: (what) => {
      if (asked.has(what)) return
      asked.add(what)
      load(what).catch(() => asked.delete(what))
    },
  }
}
