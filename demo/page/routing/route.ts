export const settingsSections = ['profile', 'workspace', 'billing', 'webhooks'] as const
export type SettingsSection = (typeof settingsSections)[number]

export type Route =
  | { readonly page: 'sign-in' }
  | { readonly page: 'projects' }
  | { readonly page: 'project'; readonly id: string }
  | { readonly page: 'tasks' }
  | { readonly page: 'team' }
  | { readonly page: 'integrations' }
  | { readonly page: 'reports' }
  | { readonly page: 'search' }
  | { readonly page: 'settings'; readonly section: SettingsSection }
  | { readonly page: 'not-found' }

const plain = ['sign-in', 'projects', 'tasks', 'team', 'integrations', 'reports', 'search'] as const
const isPlain = (name: string): name is (typeof plain)[number] => (plain as readonly string[]).includes(name)
const isSection = (name: string): name is SettingsSection => (settingsSections as readonly string[]).includes(name)

/** @param path without query; a closing slash does not matter */
export const parsePath = (path: string): Route => {
  const [first = 'projects', second, ...rest] = path.split('/').filter(Boolean)
  if (rest.length > 0) return { page: 'not-found' }
  if (first === 'settings') {
    const section = second ?? 'profile'
    return isSection(section) ? { page: 'settings', section } : { page: 'not-found' }
  }
  if (first === 'projects' && second !== undefined) return { page: 'project', id: second }
  return second === undefined && isPlain(first) ? { page: first } : { page: 'not-found' }
}
