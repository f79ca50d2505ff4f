import type { Answers, Guidance, Welcome } from '../../../contract/guidance.ts'
import type { GuidanceView, WidgetPort } from '../../../widget/state/widget-port.ts'
import { mountGuidance } from '../../../widget/views/mount.tsx'

/** What a test can see and do in the page. */
export interface Harness {
  mount(options: { theme?: Welcome['theme']; locale?: string; offersHelp?: boolean; handsOver?: boolean }): void
  show(guidance: Guidance): void
  openHelp(): void
  /** Nothing may be asked. */
  refuses: boolean
  /** Answers the last question. */
  answer(answers: Omit<Answers, 'kind' | 'for'>): void
  destroy(): void
  readonly sent: ({ kind: string } & Record<string, unknown>)[]
  readonly emitted: { event: string; detail: unknown }[]
  readonly routes: string[]
  readonly violations: string[]
  readonly errors: string[]
  readonly shifts: number[]
}

declare global {
  var harness: Harness
}

const sent: Harness['sent'] = []
const emitted: Harness['emitted'] = []
const routes: string[] = []
const violations: string[] = []
const errors: string[] = []
const shifts: number[] = []
let questions = 0
let view: GuidanceView | undefined

addEventListener('securitypolicyviolation', (event) =>
  violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`),
)
addEventListener('error', (event) => errors.push(event.message))
addEventListener('unhandledrejection', (event) => errors.push(String(event.reason)))
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value)
}).observe({ type: 'layout-shift', buffered: true })

globalThis.harness = {
  mount: ({ theme = {}, locale = 'en', offersHelp = false, handsOver = false }) => {
    const port: WidgetPort = {
      send: (kind, fields) => void sent.push({ kind, ...fields }),
      emit: (event, detail) => void emitted.push({ event, detail }),
      navigate: (url) => {
        routes.push(url)
        history.pushState(null, '', url)
      },
      listens: (event) => handsOver && event === 'handover',
      ask: (query) => {
        sent.push({ kind: 'ask', query })
        questions += 1
        return harness.refuses ? null : String(questions)
      },
      errors: () => ['TypeError: x is undefined'],
      theme,
      locale,
      offersHelp,
    }
    view = mountGuidance(port)
  },
  show: (guidance) => view?.show(guidance),
  openHelp: () => view?.openHelp(),
  refuses: false,
  answer: (answers) => view?.hear({ kind: 'answers', for: String(questions), ...answers }),
  destroy: () => view?.destroy(),
  sent,
  emitted,
  routes,
  violations,
  errors,
  shifts,
}
