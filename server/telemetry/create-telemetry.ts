import pino from 'pino'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { CounterName, HistogramName, Telemetry } from './telemetry.ts'

const counters: Readonly<Record<CounterName, { help: string; labels: readonly string[] }>> = {
  cairn_messages_total: { help: 'Messages by outcome and, where dropped, code.', labels: ['outcome', 'code'] },
  cairn_connections_total: { help: 'Widgets let in, by how they are identified.', labels: ['identity'] },
  cairn_connections_refused_total: { help: 'Connections refused, by catalogued code.', labels: ['code'] },
  cairn_connections_closed_total: {
    help: 'Sockets closed, by the reason that docs/protocol.md lists.',
    labels: ['reason'],
  },
  cairn_alerts_total: {
    help: 'Vetoes that somebody should look at.',
    labels: ['plugin', 'code'],
  },
  cairn_decisions_total: {
    help: 'Decisions, by slot and whether a new record was stored.',
    labels: ['slot', 'outcome'],
  },
  cairn_feedback_total: { help: 'What users said of guidance, by action.', labels: ['action'] },
  cairn_assessments_total: { help: 'Users whose maturity, segments or intent became others.', labels: [] },
  cairn_plugin_calls_total: { help: 'Plugin calls by outcome.', labels: ['plugin', 'outcome'] },
  cairn_lessons_total: { help: 'Batches of examples that plugins were given to learn.', labels: ['plugin', 'outcome'] },
  cairn_jobs_total: { help: 'Jobs run, by outcome.', labels: ['job', 'outcome'] },
  cairn_http_requests_total: { help: 'HTTP requests by route and status.', labels: ['route', 'status'] },
}
const seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1]
const histograms: Readonly<Record<HistogramName, { help: string; labels: readonly string[] }>> = {
  cairn_ingest_seconds: { help: "From an envelope's arrival to its ack.", labels: [] },
  cairn_decision_seconds: { help: 'One decision pass over all slots.', labels: [] },
  cairn_plugin_seconds: { help: 'Plugin calls.', labels: ['plugin'] },
  cairn_http_request_seconds: { help: 'HTTP requests.', labels: ['route'] },
}

/** Fields that never reach a log line, wherever they stand in it. */
const redacted = [
  'token',
  'visitor',
  'key',
  'secret',
  'traits',
  'properties',
  'authorization',
  'cookie',
  'terms',
  'url',
]

export interface TelemetrySystem {
  readonly telemetry: Telemetry
  metrics(): Promise<{ type: string; body: string }>
}

/** The one instance, built by main: JSON logs on standard output and Prometheus metrics whose labels name no tenant or user. */
export const createTelemetry = (
  level: pino.LevelWithSilent,
  gauges: Readonly<Record<string, { help: string; read: () => number }>>,
): TelemetrySystem => {
  const log = pino({
    level,
    redact: { paths: redacted.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[redacted]' },
    base: null,
  })
  const register = new Registry()
  collectDefaultMetrics({ register })
  for (const [name, { help, read }] of Object.entries(gauges))
    new Gauge({
      name,
      help,
      registers: [register],
      collect() {
        this.set(read())
      },
    })
  const counterOf = new Map(
    Object.entries(counters).map(([name, { help, labels }]) => [
      name,
      new Counter({ name, help, labelNames: labels, registers: [register] }),
    ]),
  )
  const histogramOf = new Map(
    Object.entries(histograms).map(([name, { help, labels }]) => [
      name,
      new Histogram({ name, help, labelNames: labels, buckets: seconds, registers: [register] }),
    ]),
  )
  return {
    telemetry: {
      log,
      count: (metric, labels = {}, by = 1) => counterOf.get(metric)?.inc({ ...labels }, by),
      observe: (metric, value, labels = {}) => histogramOf.get(metric)?.observe({ ...labels }, value),
    },
    metrics: async () => ({ type: register.contentType, body: await register.metrics() }),
  }
}
