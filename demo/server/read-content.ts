import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

type Items = Readonly<Record<string, unknown>>
export interface ContentFiles {
  /** By key, which is the file's name. */
  readonly workspace: Items
  /** By tenant, which is the folder's name: what this customer's people get instead. */
  readonly tenants: Readonly<Record<string, Items>>
}

const itemsIn = (folder: string): Items =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file) => [basename(file, '.json'), JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown]),
  )

export const readContent = (folder: string): ContentFiles => ({
  workspace: itemsIn(folder),
  tenants: Object.fromEntries(
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => [name, itemsIn(join(folder, name))]),
  ),
})
