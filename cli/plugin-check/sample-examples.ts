import { type DoingKind, type LearningExample, limits } from '../../contract/plugin.ts'
import { seededUnits } from '../../contract/seeded-units.ts'
import { sampleNow } from './sample-session.ts'

const minute = 60_000

/** What people do with the sample content: most create a project, then save and fail, or invite; some go through with the checklist. */
const ways: readonly (readonly string[])[] = [
  ['project_created', 'save_failed', 'invited'],
  ['project_created', 'invited', 'report_exported'],
  ['searched', 'project_created', 'invited', 'report_exported'],
  ['save_failed', 'save_failed', 'searched'],
]
const roles = ['admin', 'editor', null] as const

/** One user's day: each event with those before it, as the server tells of it. */
const dayOf = (who: number, names: readonly string[], startedAt: number): readonly LearningExample[] => {
  const told = names.map((name, place): LearningExample => {
    const before = [...new Set(names.slice(0, place).reverse())]
    return {
      kind: 'event',
      name,
      at: startedAt + place * minute,
      previous: names.slice(Math.max(0, place - 2), place),
      first: !before.includes(name),
      before: before.includes(name) ? [] : before,
      role: roles[who % roles.length] ?? null,
      weight: place < 3 ? 1 : 0.5,
      who: who % limits.exampleVoices,
    }
  })
  const last = told.at(-1)
  const content = (kind: DoingKind, name: string): readonly LearningExample[] =>
    last === undefined ? [] : [{ ...last, kind, name, first: kind === 'completed' }]
  return who % 4 === 1 ? [...told, ...content('completed', 'first-steps'), ...content('reached', 'on-page')] : told
}

/** What the users of a small tenant did within a month. */
export const sampleExamples: readonly LearningExample[] = Array.from({ length: 60 }, (_, who) =>
  dayOf(who, ways[who % ways.length] ?? [], sampleNow - (60 - who) * 12 * 60 * minute),
).flat()

/** As many as make up one batch, of users who do ever other things in ever other roles: whoever keeps all of it keeps too much. */
export const endlessExamples = (batch: number): readonly LearningExample[] => {
  const unit = seededUnits(batch)
  const name = () => `event ${Math.floor(unit() * 1e9)} `.padEnd(limits.eventNameLength, 'x')
  return Array.from({ length: 500 }, (_, place): LearningExample => {
    const before = Array.from({ length: limits.exampleBefore }, name)
    return {
      kind: 'event',
      name: name(),
      at: sampleNow + (batch * 500 + place) * 1_000,
      previous: before.slice(0, 2),
      first: true,
      before,
      role: `role ${Math.floor(unit() * 1e6)}`.padEnd(limits.keyLength, 'y'),
      weight: 1,
      who: Math.floor(unit() * limits.exampleVoices),
    }
  })
}
