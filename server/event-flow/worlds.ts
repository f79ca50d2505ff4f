import { LRUCache } from 'lru-cache'
import { type CompiledCatalogue, compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { compileCorrections } from '../../contract/compiled-corrections.ts'
import { compileRules } from '../../contract/compiled-rules.ts'
import type { Catalogue } from '../../contract/content.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { CompileFilter } from '../../contract/predicate.ts'
import { sayCatalogue } from '../../contract/say-catalogue.ts'
import type { Settings, SettingsVersion } from '../../contract/settings.ts'
import type { FlowDeps, World } from './flow-deps.ts'
import { keepWorlds } from './keep-worlds.ts'

interface WorldsDeps {
  readonly settings: {
    resolve(context: TenantContext): Promise<SettingsVersion>
    version(context: TenantContext, id: string): Promise<SettingsVersion | undefined>
  }
  readonly content: {
    effective(context: TenantContext): Promise<Catalogue>
    version(context: TenantContext, version: string): Promise<Catalogue | undefined>
  }
  readonly compileFilter: CompileFilter
  /** SHA-256, hex. */
  readonly hash: (text: string) => string
  readonly monotonicMs: () => number
}

export type Worlds = FlowDeps['worlds'] & {
  /** As it was published, in the team's words. Undefined where retention has removed it. */
  compiled(context: TenantContext, catalogueVersion: string): Promise<CompiledCatalogue | undefined>
  /** This process has changed something that a world is made of. */
  changed(): void
}

/** What tenants are decided under: settings and catalogue, compiled and in the tenant's words, made once for each pair of versions. */
export const createWorlds = ({ settings, content, compileFilter, hash, monotonicMs }: WorldsDeps): Worlds => {
  const catalogues = new LRUCache<string, CompiledCatalogue>({ max: 500 })
  const said = new LRUCache<string, CompiledCatalogue>({ max: 200 })
  const made = new LRUCache<string, World>({ max: 500 })

  const compiled: Worlds['compiled'] = async (context, version) => {
    const key = `${context.tenant}/${version}`
    const held = catalogues.get(key)
    if (held !== undefined) return held
    const catalogue = await content.version(context, version)
    if (catalogue === undefined) return undefined
    const fresh = compileCatalogue(catalogue, compileFilter)
    catalogues.set(key, fresh)
    return fresh
  }

  /** Records go on naming the version that was published. */
  const inWordsOf = ({ tenant }: TenantContext, { vocabulary, locale }: Settings, written: CompiledCatalogue) => {
    if (vocabulary.length === 0) return written
    const key = `${tenant}/${written.version}/${JSON.stringify([locale, vocabulary])}`
    const held = said.get(key)
    if (held !== undefined) return held
    const inWords = sayCatalogue(written.source, vocabulary, locale, hash)
    const fresh = { ...compileCatalogue(inWords, compileFilter), version: written.version }
    said.set(key, fresh)
    return fresh
  }

  const make = (context: TenantContext, version: SettingsVersion, written: CompiledCatalogue): World => {
    const catalogue = inWordsOf(context, version.value, written)
    return {
      settings: version,
      catalogue,
      corrections: compileCorrections(version.corrections, catalogue, compileFilter),
      rules: compileRules(version.value, version.features ?? {}, catalogue.byKey, compileFilter),
    }
  }

  const worldOf = (context: TenantContext, version: SettingsVersion, written: CompiledCatalogue): World => {
    const key = `${context.tenant}/${version.id}/${written.version}`
    const held = made.get(key)
    if (held !== undefined) return held
    const world = make(context, version, written)
    made.set(key, world)
    return world
  }

  const kept = keepWorlds(async (context) => {
    const [version, catalogue] = await Promise.all([settings.resolve(context), content.effective(context)])
    const held = await compiled(context, catalogue.version)
    return worldOf(context, version, held ?? compileCatalogue(catalogue, compileFilter))
  }, monotonicMs)

  return {
    compiled,
    now: kept.now,
    changed: kept.changed,
    async at(context, named) {
      const [version, catalogue] = await Promise.all([
        settings.version(context, named.settings),
        compiled(context, named.catalogue),
      ])
      return version === undefined || catalogue === undefined ? undefined : worldOf(context, version, catalogue)
    },
    async under(context, world, value) {
      const written = (await compiled(context, world.catalogue.version)) ?? world.catalogue
      return make(context, { ...world.settings, value }, written)
    },
  }
}
