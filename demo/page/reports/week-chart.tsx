import { say, sayDate } from '../words/say.ts'
import type { Week } from './weekly-done.ts'

const width = 640
const height = 220
const top = 24
const bottom = 30

export const WeekChart = ({ weeks }: { weeks: readonly Week[] }) => {
  const most = Math.max(4, ...weeks.map(({ done }) => done))
  const slot = width / weeks.length
  const bar = Math.min(44, slot * 0.56)
  const y = (value: number) => top + (1 - value / most) * (height - top - bottom)
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={say('chartSummary', { numbers: weeks.map(({ done }) => done).join(', ') })}
    >
      {[0, 0.5, 1].map((part) => (
        <line key={part} class="grid" x1="0" x2={width} y1={y(most * part)} y2={y(most * part)} />
      ))}
      {weeks.map(({ from, done }, index) => {
        const middle = index * slot + slot / 2
        return (
          <g key={from} class={index === weeks.length - 1 ? 'now' : ''}>
            <rect x={middle - bar / 2} y={y(done)} width={bar} height={Math.max(2, y(0) - y(done))} rx="5" />
            <text class="value" x={middle} y={y(done) - 7}>
              {done}
            </text>
            <text class="tick-label" x={middle} y={height - 8}>
              {sayDate(new Date(from).toISOString().slice(0, 10))}
            </text>
          </g>
        )
      })}
    </svg>
  )
}
