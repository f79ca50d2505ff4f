type Place = readonly [owner: object, name: string, instead: string]

const places = (): readonly Place[] => [
  [Math, 'random', 'Math.random: use input.seed'],
  [performance, 'now', 'performance.now: use input.now'],
  [globalThis, 'fetch', 'fetch'],
  [globalThis, 'setTimeout', 'setTimeout'],
  [globalThis, 'setInterval', 'setInterval'],
  [globalThis, 'queueMicrotask', 'queueMicrotask'],
]

/** Runs something synchronous and tells which clocks, chances and doors to the outside it reached for while it ran. */
export const forbiddenReads = (run: () => void): readonly string[] => {
  const found = new Set<string>()
  const restore: (() => void)[] = []
  const watch = (owner: object, name: string, value: unknown) => {
    const before = Object.getOwnPropertyDescriptor(owner, name)
    Object.defineProperty(owner, name, { value, configurable: true, writable: true })
    restore.push(() => {
      if (before === undefined) Reflect.deleteProperty(owner, name)
      else Object.defineProperty(owner, name, before)
    })
  }
  const RealDate = Date
  const clock = 'the clock: use input.now'
  try {
    for (const [owner, name, instead] of places()) {
      const real = Reflect.get(owner, name) as (...given: unknown[]) => unknown
      watch(owner, name, (...given: unknown[]) => {
        found.add(instead)
        return Reflect.apply(real, owner, given)
      })
    }
    watch(
      globalThis,
      'Date',
      new Proxy(RealDate, {
        construct(target, given: unknown[], newTarget) {
          if (given.length === 0) found.add(clock)
          return Reflect.construct(target, given, newTarget)
        },
        apply(target, self, given) {
          found.add(clock)
          return Reflect.apply(target, self, given)
        },
        get(target, name) {
          if (name === 'now') found.add(clock)
          return Reflect.get(target, name)
        },
      }),
    )
    run()
  } finally {
    for (const undo of restore.reverse()) undo()
  }
  return [...found]
}
