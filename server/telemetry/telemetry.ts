/** What everyone in the server may say of itself. main builds the one instance; the rest takes the type. */
export interface Telemetry {
  readonly log: Log
  readonly count: (metric: CounterName, labels?: Readonly<Record<string, string>>, by?: number) => void
  readonly observe: (metric: HistogramName, seconds: number, labels?: Readonly<Record<string, string>>) => void
}

export interface Log {
  debug(fields: Readonly<Record<string, unknown>>, message: string): void
  info(fields: Readonly<Record<string, unknown>>, message: string): void
  warn(fields: Readonly<Record<string, unknown>>, message: string): void
  error(fields: Readonly<Record<string, unknown>>, message: string): void
}

export type CounterName =
  | 'cairn_messages_total'
  | 'cairn_connections_total'
  | 'cairn_connections_refused_total'
  | 'cairn_connections_closed_total'
  | 'cairn_decisions_total'
  | 'cairn_alerts_total'
  | 'cairn_feedback_total'
  | 'cairn_assessments_total'
  | 'cairn_plugin_calls_total'
  | 'cairn_lessons_total'
  | 'cairn_jobs_total'
  | 'cairn_http_requests_total'
export type HistogramName =
  | 'cairn_ingest_seconds'
  | 'cairn_decision_seconds'
  | 'cairn_plugin_seconds'
  | 'cairn_http_request_seconds'
