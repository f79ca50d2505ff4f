/** What a set of filters asks of the session view, so that it is made with that and no more. */
export interface ViewReads<Item> {
  /** Events, as the session view names them. */
  readonly eventsRead: ReadonlySet<string>
  /** Checklists whose progress is computed; of others only what is recorded is counted. */
  readonly progressRead: readonly Item[]
  readonly featuresRead: boolean
  /** Transitions, as the session view names them. */
  readonly transitionsRead: ReadonlySet<string>
  /** Maturity, segments, intent: what an assessment finds. */
  readonly assessmentRead: boolean
  /** Whether a time span or a decayed count is asked for: then waiting alone can change the answer. */
  readonly readsTime: boolean
}

const namesUnder = (paths: ReadonlySet<string>, field: string): ReadonlySet<string> =>
  new Set([...paths].flatMap((path) => (path.startsWith(field) ? (path.slice(field.length).split('.')[0] ?? []) : [])))

const timeFields = /(?:^|\.)(?:ageDays|firstDaysAgo|lastDaysAgo|startedDaysAgo|daysAgo|hour|day|fortnight|recentDays)$/

export const viewReads = <Item>(paths: ReadonlySet<string>, byKey: ReadonlyMap<string, Item>): ViewReads<Item> => ({
  eventsRead: namesUnder(paths, 'events.'),
  progressRead: [...namesUnder(paths, 'progress.')].flatMap((key) => byKey.get(key) ?? []),
  featuresRead: [...paths].some((path) => path === 'features' || path.startsWith('features.')),
  transitionsRead: namesUnder(paths, 'features.transitions.'),
  assessmentRead: [...paths].some((path) => /^(?:maturity|intent|segments)$/.test(path)),
  readsTime: [...paths].some((path) => timeFields.test(path) || path.startsWith('features.transitions.')),
})
