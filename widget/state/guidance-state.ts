import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals-core'
import type { ChecklistGuidance, Guidance, GuidanceItem } from '../../contract/guidance.ts'
import type { Sayable } from '../views/words.ts'

/** A checklist as it is shown: what the server said, with what the user did since laid over it. */
export interface ShownChecklist {
  readonly item: ChecklistGuidance
  readonly steps: ChecklistGuidance['steps']
  readonly done: number
  /** Id of the first open step; null when all are done. */
  readonly next: string | null
  readonly collapsed: boolean
  /** Steps that became done before the user's eyes. */
  readonly fresh: ReadonlySet<string>
}

export interface GuidanceState {
  apply(guidance: Guidance): void
  readonly checklist: ReadonlySignal<ShownChecklist | null>
  /** What stands, of kinds that this widget knows. */
  readonly items: ReadonlySignal<readonly GuidanceItem[]>
  /** Items of a kind that it does not know, as they came. */
  readonly unknown: ReadonlySignal<readonly GuidanceItem[]>
  setCollapsed(key: string, collapsed: boolean): void
  tick(key: string, step: string): void
  /** Takes something off the screen, or puts it back. */
  hide(what: string, hidden?: boolean): void
  /** Decisions that are off the screen by the user's word; of a list, each answer by {@link nameOf}. */
  readonly hidden: ReadonlySignal<ReadonlySet<string>>
  /** What the user has just said of a piece of guidance, while there is a way back. */
  readonly noted: Signal<Noted | null>
}

/** A piece of guidance, or one answer of a list, that something is said of. */
export interface Spoken {
  readonly kind: string
  readonly key: string
  readonly decision: string
  /** It is one of several that were given under this decision. */
  readonly listed?: boolean
}
export const nameOf = ({ decision, key, listed }: Spoken): string => (listed ? `${decision} ${key}` : decision)

export interface Noted {
  readonly item: Spoken
  readonly said: Sayable
  /** The focus was in the widget when it was said. */
  readonly hadFocus: boolean
}

const nothing: Guidance = { kind: 'guidance', rev: -1, display: false, items: [], watches: [] }
const known: ReadonlySet<string> = new Set<GuidanceItem['kind']>(['checklist', 'tip', 'offer'])
const isKnown = ({ kind }: GuidanceItem): boolean => known.has(kind)
const including = <T>(set: ReadonlySet<T>, value: T): ReadonlySet<T> => new Set(set).add(value)
const stepName = (key: string, step: string) => `${key} ${step}`

/**
 * The views' state. The server's word is kept whole; the user's own doings lie over it until the server has confirmed them, so that a
 * guidance that was under way at that moment undoes nothing on the screen.
 * @param startCollapsed the window has no room for an open checklist, until the user asks for it
 */
export const createGuidanceState = (startCollapsed: boolean): GuidanceState => {
  const said = signal(nothing)
  const folded = signal<ReadonlyMap<string, { collapsed: boolean; confirmed: boolean }>>(new Map())
  const ticked = signal<ReadonlySet<string>>(new Set())
  const hidden = signal<ReadonlySet<string>>(new Set())
  const fresh = signal<ReadonlySet<string>>(new Set())

  const items = computed(() =>
    said.value.display ? said.value.items.filter((item) => !hidden.value.has(item.decision)) : [],
  )

  const checklist = computed((): ShownChecklist | null => {
    const item = items.value.find((one) => one.kind === 'checklist')
    if (!item) return null
    const steps = item.steps.map((step) =>
      !step.done && ticked.value.has(stepName(item.key, step.id)) ? { ...step, done: true } : step,
    )
    return {
      item,
      steps,
      done: steps.filter((step) => step.done).length,
      next: steps.find((step) => !step.done)?.id ?? null,
      collapsed: folded.value.get(item.key)?.collapsed ?? (startCollapsed || item.collapsed),
      fresh: new Set(steps.filter((step) => fresh.value.has(stepName(item.key, step.id))).map((step) => step.id)),
    }
  })

  /** Steps of the same checklist that were open a moment ago. */
  const newlyDone = (before: readonly GuidanceItem[], after: readonly GuidanceItem[]): string[] =>
    after.flatMap((item) => {
      const earlier = before.find((one) => one.key === item.key)
      if (item.kind !== 'checklist' || earlier?.kind !== 'checklist') return []
      return item.steps
        .filter((step) => step.done && earlier.steps.some((one) => one.id === step.id && !one.done))
        .map((step) => stepName(item.key, step.id))
    })

  /** The user's own folding stands until the server, having once agreed with it, says otherwise. */
  const kept = (key: string, mine: { collapsed: boolean; confirmed: boolean }, { items }: Guidance) => {
    const item = items.find((one) => one.key === key)
    if (item?.kind !== 'checklist') return []
    const agreed = item.collapsed === mine.collapsed
    return mine.confirmed && !agreed ? [] : [[key, { ...mine, confirmed: mine.confirmed || agreed }] as const]
  }

  return {
    checklist,
    items: computed(() => items.value.filter(isKnown)),
    unknown: computed(() => items.value.filter((item) => !isKnown(item))),

    apply: (guidance) => {
      if (guidance.rev < said.value.rev) return
      batch(() => {
        fresh.value = new Set([...fresh.value, ...newlyDone(said.value.items, guidance.items)])
        folded.value = new Map([...folded.value].flatMap(([key, mine]) => kept(key, mine, guidance)))
        said.value = guidance
      })
    },
    setCollapsed: (key, collapsed) => {
      folded.value = new Map(folded.value).set(key, { collapsed, confirmed: false })
    },
    tick: (key, step) =>
      batch(() => {
        ticked.value = including(ticked.value, stepName(key, step))
        fresh.value = including(fresh.value, stepName(key, step))
      }),
    hide: (what, isHidden = true) => {
      const others = new Set(hidden.value)
      others[isHidden ? 'add' : 'delete'](what)
      hidden.value = others
    },
    hidden,
    noted: signal(null),
  }
}
