import { computed, effect, signal } from '@preact/signals-core'
import { render } from 'preact'
import { createExposures } from '../exposure/exposures.ts'
import { guarded } from '../state/guarded.ts'
import { createGuidanceState } from '../state/guidance-state.ts'
import { createHelpState } from '../state/help-state.ts'
import type { GuidanceView, WidgetPort } from '../state/widget-port.ts'
import { baseStyle } from '../theme/base-style.ts'
import { readPageLook, watchPageLook } from '../theme/page-look.ts'
import { styleSheet } from '../theme/style-sheet.ts'
import { themeVariables } from '../theme/theme-variables.ts'
import { narrowPx } from '../theme/tokens.ts'
import { createActions } from './actions.ts'
import { App } from './app.tsx'
import { drawTree } from './draw-tree.ts'
import { createGuestElement } from './guest-element.ts'
import { loadSurfaces } from './load-surfaces.ts'
import { loadWords } from './load-words.ts'
import type { Words } from './words.ts'

/** Screen readers miss what changes in the same breath as the live region appears. */
const breathMs = 150

const nothing = () => undefined
const silent: GuidanceView = { show: nothing, hear: nothing, openHelp: nothing, closeHelp: nothing, destroy: nothing }

/** Puts guidance on the page, and takes it off. Nothing in it throws into its caller or into the page. */
export const mountGuidance = (port: WidgetPort): GuidanceView => {
  try {
    return mount(port)
  } catch {
    // A browser without constructable sheets or shadow roots shows no guidance.
    return silent
  }
}

const mount = (port: WidgetPort): GuidanceView => {
  const state = createGuidanceState(innerWidth < narrowPx)
  const exposures = createExposures(port, () => performance.now())
  const guest = createGuestElement()
  const actions = createActions(port, state, exposures, () => guest.shadow.activeElement !== null)
  const root = document.createElement('div')
  guest.shadow.append(root)

  /** Where the focus was before it came here. */
  let cameFrom: HTMLElement | null = null
  root.addEventListener(
    'focusin',
    guarded(({ relatedTarget }: FocusEvent) => {
      if (relatedTarget && !root.contains(relatedTarget as Node)) cameFrom = relatedTarget as HTMLElement
    }),
  )
  const leave = () => {
    if (cameFrom?.isConnected) cameFrom.focus({ preventScroll: true })
  }

  const closeHelp = () => {
    const had = guest.shadow.activeElement !== null
    help.close()
    if (had) leave()
  }

  const look = signal(readPageLook(port.theme.mode))
  const words = signal<Words | null>(null)
  const said = signal('')
  const variables = styleSheet(':host{}')
  const adopt = (style: string) => {
    guest.shadow.adoptedStyleSheets = [...guest.shadow.adoptedStyleSheets, styleSheet(style)]
  }
  guest.shadow.adoptedStyleSheets = [variables]
  adopt(baseStyle)
  const surfaces = loadSurfaces(adopt)
  const help = createHelpState(port.ask)

  const wanted = computed(
    () => words.value !== null && (state.items.value.length > 0 || help.isOpen.value || state.noted.value !== null),
  )
  const stops: (() => void)[] = []
  const always = (run: () => void) => stops.push(effect(guarded(run)))

  always(() => {
    const rule = variables.cssRules[0] as CSSStyleRule
    const { mode, fontFamily } = look.value
    const set = (name: string, value: string) => rule.style.setProperty(name, value, 'important')
    for (const [name, value] of Object.entries(themeVariables(port.theme, mode))) set(name, value)
    set('--family', fontFamily)
    set('color-scheme', mode)
  })

  const announce = (text: string) => {
    said.value = ''
    setTimeout(() => (said.value = text), breathMs)
  }
  const draw = () => {
    if (!wanted.value || !words.value) {
      render(null, root)
      guest.leave()
      return
    }
    guest.enter()
    const context = {
      words: words.value,
      actions,
      exposures,
      announce,
      leave,
      locale: port.locale,
      help: port.offersHelp ? help : null,
      host: guest.host,
    }
    const app = (
      <App
        state={state}
        help={help}
        context={context}
        look={look}
        side={port.theme.side}
        said={said}
        surfaces={surfaces}
        port={port}
        noTarget={guarded((decision, reason) => abstain(decision, reason))}
      />
    )
    render(app, root)
  }
  stops.push(drawTree(guarded(draw)))

  always(() => {
    for (const { kind } of state.items.value) surfaces.need(kind)
    if (help.isOpen.value) surfaces.need('help')
  })

  const abstainedFrom = new Set<string>()
  const abstain = (decision: string, reason: 'not-found' | 'ambiguous' | 'hidden' | 'unknown-kind') => {
    state.hide(decision)
    if (abstainedFrom.has(decision)) return
    abstainedFrom.add(decision)
    port.send('abstained', { decision, reason })
  }
  always(() => {
    for (const item of state.unknown.value) abstain(item.decision, 'unknown-kind')
  })

  stops.push(watchPageLook(guarded(() => (look.value = readPageLook(port.theme.mode)))))
  guarded(async () => {
    words.value = await loadWords(port.locale)
  })()

  return {
    show: guarded(state.apply),
    hear: guarded(help.hear),
    openHelp: guarded((closing = false) => {
      if (closing && help.isOpen.peek()) closeHelp()
      else help.open()
    }),
    closeHelp: guarded(closeHelp),
    destroy: guarded(() => {
      for (const stop of stops) stop()
      render(null, root)
      guest.leave()
    }),
  }
}
