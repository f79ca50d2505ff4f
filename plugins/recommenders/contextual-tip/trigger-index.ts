import { type Catalogue, type ContentKind, type Trigger, triggerOf } from '../../../contract/plugin.ts'

export interface IndexedTip {
  readonly version: string
  readonly key: string
  readonly trigger: Trigger
}

/** Each tip, or other content with a trigger, stands once, under the rarest of its conditions, so that a decision looks only at tips that can have become due. */
export interface TriggerIndex {
  readonly byVersion: ReadonlyMap<string, IndexedTip>
  readonly rageClick: readonly IndexedTip[]
  readonly error: readonly IndexedTip[]
  /** By event name. */
  readonly event: ReadonlyMap<string, readonly IndexedTip[]>
  /** By segment, by intent. */
  readonly segment: ReadonlyMap<string, readonly IndexedTip[]>
  readonly intent: ReadonlyMap<string, readonly IndexedTip[]>
  readonly idle: readonly IndexedTip[]
  /** Tips with no other condition, by the path that they name literally. */
  readonly path: ReadonlyMap<string, readonly IndexedTip[]>
  /** Versions of content that may have a trigger and has none: it comes as soon as its audience is there. */
  readonly untriggered: readonly string[]
  /** And by pattern, so that one that many tips share is compared once. */
  readonly pattern: ReadonlyMap<string, readonly IndexedTip[]>
}

/** A tour without a trigger begins when it is asked for; an offer is for who lacks what it sells. */
const comesByItself: ReadonlySet<ContentKind> = new Set(['hotspot', 'banner', 'modal', 'announcement', 'survey'])

/** The form under which a literal path is filed: a closing slash does not matter. */
export const plainPath = (path: string): string => path.split('/').filter(Boolean).join('/')

const file = (map: Map<string, IndexedTip[]>, name: string, tip: IndexedTip) => {
  const filed = map.get(name)
  if (filed === undefined) map.set(name, [tip])
  else filed.push(tip)
}

export const indexTriggers = (catalogue: Catalogue): TriggerIndex => {
  const byVersion = new Map<string, IndexedTip>()
  const rageClick: IndexedTip[] = []
  const error: IndexedTip[] = []
  const event = new Map<string, IndexedTip[]>()
  const segment = new Map<string, IndexedTip[]>()
  const intent = new Map<string, IndexedTip[]>()
  const idle: IndexedTip[] = []
  const untriggered: string[] = []
  const path = new Map<string, IndexedTip[]>()
  const pattern = new Map<string, IndexedTip[]>()
  for (const { version, content } of catalogue.items) {
    const trigger = triggerOf(content)
    if (trigger === undefined) {
      if (comesByItself.has(content.kind)) untriggered.push(version)
      continue
    }
    const tip = { version, key: content.key, trigger }
    byVersion.set(version, tip)
    if (trigger.rageClick !== undefined) rageClick.push(tip)
    else if (trigger.error !== undefined) error.push(tip)
    else if (trigger.event !== undefined) file(event, trigger.event.name, tip)
    else if (trigger.segment !== undefined) file(segment, trigger.segment.enters, tip)
    else if (trigger.intent !== undefined) file(intent, trigger.intent, tip)
    else if (trigger.idle !== undefined) idle.push(tip)
    else if (trigger.page !== undefined) {
      if (trigger.page.includes('*')) file(pattern, trigger.page, tip)
      else file(path, plainPath(trigger.page), tip)
    }
  }
  return { byVersion, rageClick, error, event, segment, intent, idle, path, pattern, untriggered }
}
