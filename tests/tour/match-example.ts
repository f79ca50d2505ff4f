/** Ids that a document made up, by what a running server minted in their place. */
export type Bindings = Map<string, string>

const isTime = (value: unknown): value is number => typeof value === 'number' && value > 1e12
const isMeasured = (value: unknown): value is number => typeof value === 'number' && !Number.isInteger(value)
/** The form of a decision's or request's id, and of a key's. */
const minted = /^([\w-]{20}|(?=.*\d)[0-9a-z]{12})$/

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const matchesText = (example: string, text: string) =>
  new RegExp(`^${example.split('…').map(escaped).join('[^]*')}$`).test(text)

/**
 * Compares an answer with its documented example. `…` stands for anything within a text, for further elements at the end of a list, and
 * as a name for further fields; times and measured fractions match their like; an id that stands in the example is bound to the one that came.
 * @returns the differences, each with its place
 */
export const matchExample = (example: unknown, actual: unknown, bindings: Bindings, at = 'answer'): string[] => {
  const differs = () => [`${at}: documented ${JSON.stringify(example)}, got ${JSON.stringify(actual)?.slice(0, 200)}`]
  if (example === '…') return []
  if (typeof example === 'string') {
    if (typeof actual !== 'string') return differs()
    if (matchesText(example, actual)) return []
    if (!minted.test(example) || !minted.test(actual)) return differs()
    if (bindings.has(example) && bindings.get(example) !== actual) return differs()
    bindings.set(example, actual)
    return []
  }
  if ((isTime(example) && isTime(actual)) || (isMeasured(example) && typeof actual === 'number')) return []
  // 32 bits of chance.
  if (at.endsWith('.seed')) return typeof actual === 'number' ? [] : differs()
  if (Array.isArray(example)) {
    if (!Array.isArray(actual)) return differs()
    const open = example.at(-1) === '…'
    const given = open ? example.slice(0, -1) : example
    if (open ? actual.length < given.length : actual.length !== given.length) return differs()
    return given.flatMap((one, index) => matchExample(one, actual[index], bindings, `${at}[${index}]`))
  }
  if (typeof example === 'object' && example !== null) {
    if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) return differs()
    const open = Object.hasOwn(example, '…')
    const undocumented = Object.keys(actual).filter((name) => !open && !Object.hasOwn(example, name))
    return [
      ...undocumented.map((name) => `${at}.${name} came and is not documented`),
      ...Object.entries(example)
        .filter(([name]) => name !== '…')
        .flatMap(([name, value]) =>
          Object.hasOwn(actual, name)
            ? matchExample(value, (actual as Record<string, unknown>)[name], bindings, `${at}.${name}`)
            : [`${at}.${name} is documented and did not come`],
        ),
    ]
  }
  return example === actual ? [] : differs()
}
