import { fieldPaths, personPaths } from './audience-facts.ts'
import { type CompiledTour, compileTour } from './compiled-tour.ts'
import { type Catalogue, type ChecklistStep, type Content, type Slot, slotOf, triggerOf } from './content.ts'
import { type ContentTerms, termsOf } from './content-terms.ts'
import type { Filter } from './filter.ts'
import type { LocalisedText } from './names.ts'
import type { CompileFilter, Predicate } from './predicate.ts'
import type { SurveyQuestion } from './survey-question.ts'
import { type ViewReads, viewReads } from './view-reads.ts'

export interface CompiledStep {
  readonly step: ChecklistStep
  /** Over the session view: whether this user has the step at all. Null for everybody. */
  readonly concerns: Predicate | null
}

export interface CompiledItem {
  readonly version: string
  readonly key: string
  readonly slot: Slot
  readonly content: Content
  /** Over the session view. Null for everybody. */
  readonly audience: Predicate | null
  /** The fields of its audience that say who a user is. */
  readonly personPaths: readonly string[]
  /** Of a checklist, in order; empty for every other kind. */
  readonly steps: readonly CompiledStep[]
  /** What it stands by, with its citations resolved in this catalogue; null for nothing. */
  readonly terms: ContentTerms | null
  /** The languages of each of its localised texts. Equal lists are one object, so that a reader can ask once per list. */
  readonly languages: readonly (readonly string[])[]
}

/** `matches` is over the event's properties; null for any. */
export interface StepRule {
  readonly checklist: string
  readonly step: string
  readonly matches: Predicate | null
}

/** A step that a visit completes. */
export interface PageRule {
  readonly checklist: string
  readonly step: string
  readonly page: string
}

/** A catalogue version with everything computed that does not depend on a user. Immutable; holds functions, so it is never stored. */
export interface CompiledCatalogue extends ViewReads<CompiledItem> {
  readonly version: string
  readonly source: Catalogue
  readonly bySlot: ReadonlyMap<Slot, readonly CompiledItem[]>
  readonly byKey: ReadonlyMap<string, CompiledItem>
  readonly byVersion: ReadonlyMap<string, CompiledItem>
  /** By event name: the steps that it can complete. */
  readonly stepRules: ReadonlyMap<string, readonly StepRule[]>
  readonly pageRules: readonly PageRule[]
  /** By tour key. */
  readonly tours: ReadonlyMap<string, CompiledTour>
}

const textsOfQuestion = (question: SurveyQuestion): readonly (LocalisedText | undefined)[] => {
  switch (question.kind) {
    case 'nps':
    case 'rating':
      return [question.ask, question.low, question.high]
    case 'choice':
      return [question.ask, ...question.choices.map(({ label }) => label)]
    case 'text':
      return [question.ask]
    default:
      return question satisfies never
  }
}

/** Title, body, and then all others that may be read. */
export const textsOf = (content: Content): readonly (LocalisedText | undefined)[] => {
  switch (content.kind) {
    case 'checklist':
      return [
        content.title,
        content.body,
        ...content.steps.flatMap(({ title, body, action }) => [title, body, action?.label]),
      ]
    case 'tip':
    case 'banner':
      return [content.title, content.body, content.action?.label]
    case 'offer':
      return [content.title, content.body, content.action.label, content.eligibility]
    case 'hotspot':
    case 'modal':
    case 'announcement':
      return [content.title, content.body, content.media?.alt, content.action?.label]
    case 'tour':
      return [
        content.title,
        content.body,
        ...content.steps.flatMap(({ title, body, media, choices, action }) => [
          title,
          body,
          media?.alt,
          ...(choices ?? []).map(({ label }) => label),
          action?.label,
        ]),
      ]
    case 'survey':
      return [content.title, content.body, ...content.questions.flatMap(textsOfQuestion), content.thanks]
    case 'article':
      return [content.title, content.body]
    case 'playbook':
      return [content.title, content.body, ...content.steps.flatMap(({ text, link }) => [text, link?.label])]
    default:
      return content satisfies never
  }
}

/** Lists by value: one object for all equal ones. */
const interning = () => {
  const known = new Map<string, readonly string[]>()
  return (names: readonly string[]): readonly string[] => {
    const sorted = [...names].sort()
    const key = sorted.join()
    const list = known.get(key) ?? sorted
    known.set(key, list)
    return list
  }
}

const append = <K, V>(lists: Map<K, V[]>, key: K, value: V): void => {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

const waitsForAssessment = (content: Content): boolean => {
  const trigger = triggerOf(content)
  return trigger?.segment !== undefined || trigger?.intent !== undefined
}

/**
 * Once per catalogue version; in the order of its items.
 * @throws whatever `compile` throws for a filter that it does not take; saving content has checked that before
 */
export const compileCatalogue = (catalogue: Catalogue, compile: CompileFilter): CompiledCatalogue => {
  const intern = interning()
  const bySlot = new Map<Slot, CompiledItem[]>()
  const byKey = new Map<string, CompiledItem>()
  const byVersion = new Map<string, CompiledItem>()
  const stepRules = new Map<string, StepRule[]>()
  const pageRules: PageRule[] = []
  const tours = new Map<string, CompiledTour>()
  const read = new Set<string>()
  /** Much content is for the same people: equal filters are one predicate, so that a reader can ask once for all. */
  const predicates = new Map<string, Predicate>()
  const predicate = (filter: Filter | undefined): Predicate | null => {
    if (filter === undefined) return null
    for (const path of fieldPaths(filter)) read.add(path)
    if (Object.keys(filter).length === 0) return null
    const text = JSON.stringify(filter)
    const known = predicates.get(text)
    if (known !== undefined) return known
    const compiled = compile(filter)
    predicates.set(text, compiled)
    return compiled
  }

  const articles = new Map(
    catalogue.items.flatMap(({ content, publishedAt }) =>
      content.kind === 'article' ? [[content.key, content.updatedAt ?? publishedAt] as const] : [],
    ),
  )
  for (const { version, publishedAt, content } of catalogue.items) {
    const languages = textsOf(content).flatMap((text) =>
      text === undefined || typeof text === 'string' ? [] : [intern(Object.keys(text))],
    )
    const item: CompiledItem = {
      version,
      key: content.key,
      slot: slotOf[content.kind],
      content,
      audience: predicate(content.audience),
      personPaths: personPaths(content.audience),
      steps:
        content.kind === 'checklist' ? content.steps.map((step) => ({ step, concerns: predicate(step.audience) })) : [],
      terms: termsOf(content, publishedAt, (article) => articles.get(article) ?? null),
      languages: [...new Set(languages)],
    }
    append(bySlot, item.slot, item)
    byKey.set(item.key, item)
    byVersion.set(version, item)
    if (content.kind === 'tour') tours.set(content.key, compileTour(content, { overSession: predicate, compile }))
    for (const { step } of item.steps) {
      if ('page' in step.completeOn) pageRules.push({ checklist: item.key, step: step.id, page: step.completeOn.page })
      if ('event' in step.completeOn) {
        const { event, where } = step.completeOn
        const matches = where === undefined || Object.keys(where).length === 0 ? null : compile(where)
        append(stepRules, event, { checklist: item.key, step: step.id, matches })
      }
    }
  }

  const reads = viewReads(read, byKey)
  return {
    version: catalogue.version,
    source: catalogue,
    bySlot,
    byKey,
    byVersion,
    stepRules,
    pageRules,
    tours,
    ...reads,
    assessmentRead: reads.assessmentRead || catalogue.items.some(({ content }) => waitsForAssessment(content)),
  }
}
