/** What the product is made of; the page reads the same types. */

export type Role = 'admin' | 'member' | 'viewer'
export type Language = 'en' | 'de'
export type Column = 'todo' | 'doing' | 'review' | 'done'
export type Template = 'blank' | 'kanban' | 'launch'
export type Hue = 'blue' | 'green' | 'amber' | 'rose' | 'violet' | 'teal'

export interface Company {
  readonly id: string
  readonly name: string
  readonly plan: 'Team' | 'Business'
  readonly city: string
  readonly hue: Hue
}

export interface Person {
  readonly id: string
  readonly company: string
  readonly name: string
  readonly email: string
  readonly role: Role
  /** What they do there, in their company's language. */
  readonly title: string
  readonly language: Language
  readonly hue: Hue
}

export interface Project {
  readonly id: string
  readonly name: string
  readonly summary: string
  readonly template: Template
  readonly hue: Hue
  /** ISO date. */
  readonly due: string | null
  readonly archived: boolean
}

export interface Task {
  readonly id: string
  readonly project: string
  readonly title: string
  readonly column: Column
  readonly assignee: string | null
  /** ISO date. */
  readonly due: string | null
  readonly label: string | null
  /** Epoch ms. */
  readonly doneAt: number | null
}

export interface Invitation {
  readonly email: string
  readonly role: Role
  /** Epoch ms. */
  readonly at: number
}

export interface CompanySettings {
  readonly workspaceName: string
  readonly weekStart: 'monday' | 'sunday'
  readonly billingEmail: string
  readonly vatNumber: string
  readonly webhookUrl: string
}

/** Everything of one customer. */
export interface CompanyData {
  readonly projects: readonly Project[]
  readonly tasks: readonly Task[]
  readonly invitations: readonly Invitation[]
  /** By integration id: since when it is connected, epoch ms. */
  readonly integrations: Readonly<Record<string, number>>
  readonly settings: CompanySettings
}

/** What the page gets for whoever is signed in. */
export interface View extends CompanyData {
  readonly me: Person
  readonly company: Company
  readonly people: readonly Person[]
}

/** Why a form was not saved; the page puts `message` beside the field. */
export interface Refusal {
  readonly field: string
  readonly code: string
}
