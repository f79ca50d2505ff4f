import { useSignal } from '@preact/signals'
import { Avatar } from '../shell/avatar.tsx'
import { Icon } from '../shell/icons.tsx'
import { Page } from '../shell/page.tsx'
import { Segments } from '../shell/segments.tsx'
import { exportReport, openProjects, tasksOf, view } from '../state/product.ts'
import { daysUntil, say } from '../words/say.ts'
import { WeekChart } from './week-chart.tsx'
import { weeklyDone } from './weekly-done.ts'

const Tile = ({ name, value, text, tone }: { name: string; value: string; text: string; tone?: 'bad' | false }) => (
  <div class={`card stat ${tone || ''}`}>
    <span>{name}</span>
    <strong>{value}</strong>
    <small>{text}</small>
  </div>
)

export const Reports = () => {
  const weeks = useSignal(6)
  const busy = useSignal(false)
  const here = view.value
  if (here === null) return null
  const { tasks, people } = here
  const open = tasks.filter(({ column }) => column !== 'done')
  const weekly = weeklyDone(tasks, weeks.value, Date.now())
  const completed = weekly.reduce((sum, { done }) => sum + done, 0)
  const late = open.filter(({ due }) => due !== null && daysUntil(due) < 0).length
  const loads = [
    ...people.map(({ id, name, hue }) => ({ id, name, hue, n: open.filter(({ assignee }) => assignee === id).length })),
  ].sort((a, b) => b.n - a.n)
  const most = Math.max(1, ...loads.map(({ n }) => n))
  const save = async () => {
    busy.value = true
    await exportReport()
    busy.value = false
  }
  return (
    <Page
      title={say('reports')}
      text={say('reportsText')}
      actions={
        <>
          <Segments
            label={say('range')}
            options={[4, 6, 8].map((value) => ({ value, text: say('weeks', { n: value }) }))}
            value={weeks.value}
            choose={(value) => (weeks.value = value)}
          />
          <button
            type="button"
            class="button primary"
            data-cairn="export-report"
            disabled={busy.value}
            onClick={() => void save()}
          >
            {busy.value ? <i class="spinner" /> : <Icon name="download" />}
            {say(busy.value ? 'exporting' : 'exportCsv')}
          </button>
        </>
      }
    >
      <div class="stats">
        <Tile name={say('completed')} value={String(completed)} text={say('completedText', { n: weeks.value })} />
        <Tile
          name={say('inProgress')}
          value={String(open.filter(({ column }) => column !== 'todo').length)}
          text={say('inProgressText', { n: open.filter(({ column }) => column === 'review').length })}
        />
        <Tile name={say('overdue')} value={String(late)} text={say('overdueText')} tone={late > 0 && 'bad'} />
        <Tile
          name={say('share')}
          value={`${tasks.length === 0 ? 0 : Math.round((1 - open.length / tasks.length) * 100)} %`}
          text={say('shareText', { n: tasks.length })}
        />
      </div>
      <div class="report-grid">
        <section class="card panel span">
          <h2>{say('perWeek')}</h2>
          <WeekChart weeks={weekly} />
        </section>
        <section class="card panel" data-cairn-mask>
          <h2>{say('perPerson')}</h2>
          <ul class="bars">
            {loads.map(({ id, name, hue, n }) => (
              <li key={id}>
                <Avatar name={name} hue={hue} size="small" />
                <span>{name}</span>
                <progress max={most} value={n} aria-label={name} />
                <b>{n}</b>
              </li>
            ))}
          </ul>
        </section>
        <section class="card panel" data-cairn-mask>
          <h2>{say('perProject')}</h2>
          <ul class="bars">
            {openProjects.value.map(({ id, name, hue }) => {
              const all = tasksOf(id)
              const done = all.filter(({ column }) => column === 'done').length
              return (
                <li key={id}>
                  <i class={`dot hue-${hue}`} />
                  <span>{name}</span>
                  <progress max={Math.max(1, all.length)} value={done} aria-label={name} />
                  <b>{all.length === 0 ? 0 : Math.round((done / all.length) * 100)} %</b>
                </li>
              )
            })}
          </ul>
        </section>
      </div>
    </Page>
  )
}
