/** Small texts that outlive the page. Where storage is blocked or full, nothing is kept and nothing fails. */
export interface DeviceStore {
  get(name: string): string | null
  set(name: string, value: string | null): void
  names(): string[]
}

/** @param prefix sets this workspace's entries apart from the host's own */
export const createDeviceStore = (prefix: string): DeviceStore => {
  /** Stands in for this page's time, so that a visitor without storage is not a new one at each reconnection. */
  const memory = new Map<string, string>()
  return {
    get: (name) => {
      try {
        return localStorage.getItem(prefix + name) ?? memory.get(name) ?? null
      } catch {
        // Even reading the property throws in a sandboxed frame.
        return memory.get(name) ?? null
      }
    },
    set: (name, value) => {
      memory.delete(name)
      try {
        if (value === null) localStorage.removeItem(prefix + name)
        else localStorage.setItem(prefix + name, value)
      } catch {
        if (value !== null) memory.set(name, value)
      }
    },
    names: () => {
      const kept = [...memory.keys()]
      try {
        const stored = Object.keys(localStorage).filter((name) => name.startsWith(prefix))
        return [...kept, ...stored.map((name) => name.slice(prefix.length))]
      } catch {
        return kept
      }
    },
  }
}
