/** Fresh UUIDv7s as a page would mint them, made as cheaply as can be: the clock, then a counter where chance would stand. */
const counterDigits = 12
let counter = 0

export const messageId = (): string => {
  counter += 1
  const clock = Date.now().toString(16).padStart(12, '0')
  return `${clock.slice(0, 8)}-${clock.slice(8)}-7000-8000-${counter.toString(16).padStart(counterDigits, '0')}`
}
