import type { Company, Person } from './shapes.ts'

/** Two customers of the product; each is a tenant to Cairn. */
export const companies: readonly Company[] = [
  { id: 'lumen-field', name: 'Lumen & Field', plan: 'Team', city: 'Lisbon', hue: 'green' },
  { id: 'brandt-optik', name: 'Brandt Optik', plan: 'Business', city: 'Jena', hue: 'amber' },
]

/** Who can sign in. Roles and plans differ, so that what Cairn shows differs too. */
export const people: readonly Person[] = [
  {
    id: 'p-maya',
    company: 'lumen-field',
    name: 'Maya Okafor',
    email: 'maya@lumenfield.example',
    role: 'admin',
    title: 'Studio lead',
    language: 'en',
    hue: 'violet',
  },
  {
    id: 'p-tomas',
    company: 'lumen-field',
    name: 'Tomás Rivera',
    email: 'tomas@lumenfield.example',
    role: 'member',
    title: 'Product designer',
    language: 'en',
    hue: 'teal',
  },
  {
    id: 'p-ines',
    company: 'lumen-field',
    name: 'Inês Carvalho',
    email: 'ines@lumenfield.example',
    role: 'viewer',
    title: 'Client partner',
    language: 'en',
    hue: 'rose',
  },
  {
    id: 'p-jonas',
    company: 'brandt-optik',
    name: 'Jonas Brandt',
    email: 'jonas@brandt-optik.example',
    role: 'admin',
    title: 'Geschäftsführer',
    language: 'de',
    hue: 'blue',
  },
  {
    id: 'p-leyla',
    company: 'brandt-optik',
    name: 'Leyla Aydın',
    email: 'leyla@brandt-optik.example',
    role: 'member',
    title: 'Entwicklung',
    language: 'de',
    hue: 'amber',
  },
  {
    id: 'p-katrin',
    company: 'brandt-optik',
    name: 'Katrin Vogel',
    email: 'katrin@brandt-optik.example',
    role: 'viewer',
    title: 'Controlling',
    language: 'de',
    hue: 'green',
  },
]

export const personById = (id: string): Person | undefined => people.find((person) => person.id === id)

/** @throws when there is no such company; people only name companies that exist */
export const companyById = (id: string): Company => {
  const company = companies.find((candidate) => candidate.id === id)
  if (company === undefined) throw new Error(`no company ${id}`)
  return company
}
