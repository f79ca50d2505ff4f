/** The earliest of the moments that lie ahead; null when only events can change anything. Epoch ms. */
export const retryAt = (now: number, ...moments: readonly (readonly number[])[]): number | null => {
  let earliest: number | null = null
  for (const list of moments)
    for (const moment of list) if (moment > now && (earliest === null || moment < earliest)) earliest = moment
  return earliest
}
