import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { v7 } from 'uuid'
import type { Ambient } from '../contract/ambient.ts'
import type { TenantContext } from '../contract/context.ts'
import { emptySession } from '../contract/empty-session.ts'
import { AppError, errorCatalogue } from '../contract/errors.ts'
import { limits } from '../contract/limits.ts'
import { createAuditLog } from './audit/audit-log.ts'
import { createDecisionChains } from './audit/decision-chains.ts'
import { exportLines } from './audit/export-lines.ts'
import { createNoteActions } from './audit/note-actions.ts'
import { readConfig } from './config.ts'
import { createAccountAttention } from './delivery/account-attention.ts'
import { createAlerts } from './delivery/alerts.ts'
import { createCoalescer } from './delivery/coalescer.ts'
import { createDecisionIndex, type DecisionIndex } from './delivery/decision-index.ts'
import { createExposureCounts } from './delivery/exposure-counts.ts'
import { createRefresher } from './delivery/refresher.ts'
import { createSegmentMembers } from './delivery/segment-members.ts'
import { createWakeTimes } from './delivery/wake-times.ts'
import { createWrongReports } from './delivery/wrong-reports.ts'
import { learnersIn } from './event-flow/learning.ts'
import { createWorlds } from './event-flow/worlds.ts'
import { createEventFlow } from './event-flow.ts'
import { compileFilter } from './filtering/compile-filter.ts'
import { createApi } from './http/api.ts'
import { createBeaconRoute } from './http/beacon-route.ts'
import { createRoutes } from './http/routes.ts'
import { createWidgetFiles } from './http/widget-files.ts'
import { createNewcomers } from './ingest/newcomers.ts'
import { createRateLimits, createRequestLimit } from './ingest/rate-limits.ts'
import { createUserStreams } from './ingest/user-streams.ts'
import { compareVectorsJob } from './jobs/compare-vectors.ts'
import { expireVisitorsJob } from './jobs/expire-visitors.ts'
import { createLearners } from './jobs/learners.ts'
import { createTenantModels } from './jobs/models.ts'
import { startJobs } from './jobs/runner.ts'
import { sealChainsJob } from './jobs/seal-chains.ts'
import { wakeUsersJob } from './jobs/wake-users.ts'
import { loadPluginHost } from './plugin-host/load-plugin-host.ts'
import { createRealtime, type Realtime } from './realtime/realtime.ts'
import { foldEntry } from './sessions/fold-entry.ts'
import { foldVersion } from './sessions/fold-version.ts'
import { openStorage } from './storage/open-storage.ts'
import { createTelemetry } from './telemetry/create-telemetry.ts'
import { createAccountTraits } from './tenants/account-traits.ts'
import { createAdmission } from './tenants/admission.ts'
import { createContentRegistry } from './tenants/content-registry.ts'
import { installationContext, tenantContext, workspaceContext } from './tenants/contexts.ts'
import { createCorrectionRegistry } from './tenants/correction-registry.ts'
import { createEraseSpeaker } from './tenants/erase-speaker.ts'
import { createEraseUser } from './tenants/erase-user.ts'
import { keyedHash } from './tenants/keyed-hash.ts'
import { createPeopleRegistry } from './tenants/people-registry.ts'
import { mayDo } from './tenants/permissions.ts'
import { createProductRegistry } from './tenants/product-registry.ts'
import { createSettingsRegistry } from './tenants/settings-registry.ts'
import { createTenantKeys } from './tenants/tenant-keys.ts'
import { createTenantRegistry, defaultTenant } from './tenants/tenant-registry.ts'
import { createUserRegistry } from './tenants/user-registry.ts'
import { createWorkspaceRegistry } from './tenants/workspace-registry.ts'
import { createTenantVectors } from './vectors/tenant-vectors.ts'
import { createVectorFindings } from './vectors/vector-findings.ts'
import { createVectorProviders } from './vectors/vector-providers.ts'

declare const __CAIRN_VERSION__: string | undefined

const version = typeof __CAIRN_VERSION__ === 'string' ? __CAIRN_VERSION__ : 'source'

/** Never begins with a hyphen: on the command line that would be an option. */
const mintId = (): string => {
  const id = randomBytes(15).toString('base64url')
  return id.startsWith('-') ? mintId() : id
}

const ambient: Ambient = {
  now: Date.now,
  monotonicMs: () => performance.now(),
  id: mintId,
  uuid: v7,
  bytes: (length) => randomBytes(length),
  seed: () => randomBytes(4).readUInt32LE(),
}

/** Stopping takes at most this long, ms; what is acknowledged is durable either way. */
const stopWithinMs = 5_000
const requestsEndWithinMs = 2_000

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

const run = async (): Promise<void> => {
  const config = readConfig()
  // Whatever is written to the data directory is its owner's alone, also where the directory itself was made wider.
  process.umask(0o077)
  let realtime: Realtime | undefined
  const { telemetry, metrics } = createTelemetry(config.log, {
    cairn_connections: { help: 'Sockets that stand open.', read: () => realtime?.connections() ?? 0 },
  })

  const storage = await openStorage(
    config.mongodbUrl === undefined
      ? { form: 'embedded', directory: config.directory }
      : { form: 'mongodb', url: config.mongodbUrl, prefix: config.mongodbPrefix, directory: config.directory },
    {
      log: telemetry.log,
      faults: { beforeCommitMs: config.commitDelays.beforeMs, afterCommitMs: config.commitDelays.afterMs },
    },
  )
  const atWork = (name: string) => installationContext({ kind: 'job', name }, name)
  /** What every job that goes through the tenants is given. */
  const jobParts = (name: string) => ({
    tenant: storage.tenant,
    installation: atWork(name),
    contextFor: (workspace: string, tenant: string) => tenantContext(workspace, tenant, { kind: 'job', name }, name),
    now: ambient.now,
  })
  const controlFor = (context: TenantContext) =>
    workspaceContext(context.workspace, context.principal, context.requestId)

  const workspaces = createWorkspaceRegistry(storage.control, ambient)
  const auditLog = createAuditLog(storage, controlFor, ambient, (log, seq) =>
    telemetry.log.error({ auditLog: log, seq }, 'an audit log does not hold what it held: run "cairn audit verify"'),
  )
  const chains = createDecisionChains(storage, controlFor, auditLog, ambient)
  const tenants = createTenantRegistry(storage.control, ambient, config.tenantLimit, async (context, tenant) => {
    // Who did so with a key is written down with the request; this is a tenant's first user, or a workspace's first visitor.
    if (context.principal.kind !== 'user' && context.principal.kind !== 'visitor') return
    await auditLog
      .append(workspaceContext(tenant.workspace, context.principal, context.requestId), {
        action: 'tenant.register',
        outcome: 'noted',
        by: 'first-user',
        request: context.requestId,
        route: null,
        what: { tenant: tenant.outside },
        why: null,
        code: null,
      })
      .catch((cause: unknown) => telemetry.log.error({ err: cause }, 'a new tenant could not be written down'))
  })
  const tenantKeys = createTenantKeys(storage.control, ambient)
  const users = createUserRegistry(storage.tenant, ambient)
  const refresher = createRefresher(
    () => flow.refresh(realtime?.present() ?? [], () => stopping),
    { everyMs: 30_000, quietMs: 300 },
    (cause) => telemetry.log.error({ err: cause }, 'connected users could not be refreshed'),
  )
  const changed = () => {
    worlds.changed()
    refresher.soon()
  }
  const corrections = createCorrectionRegistry(storage.tenant, ambient, changed)
  const product = createProductRegistry(storage.control, ambient, changed)
  const people = createPeopleRegistry(storage.tenant, ambient)
  const accountTraits = createAccountTraits(people)
  const settings = createSettingsRegistry(storage, corrections, ambient, changed, product)
  const content = createContentRegistry(storage, ambient, changed)
  const admit = createAdmission({ workspaces, tenants, users, ambient })
  const plugins = await loadPluginHost(config.plugins, telemetry, ambient)

  const worlds = createWorlds({ settings, content, compileFilter, hash, monotonicMs: ambient.monotonicMs })

  const decisions = createDecisionIndex(storage.tenant)
  /** What is noted of a decision is also to be sealed, and what is forgotten is marked as erased in its chain. */
  const index: DecisionIndex = {
    ...decisions,
    async note(context, user, entries) {
      const isDecided = entries.some(({ kind }) => kind === 'decided')
      await Promise.all([
        decisions.note(context, user, entries),
        isDecided ? chains.mark(context, user) : Promise.resolve(),
      ])
    },
    async forget(context, user) {
      await chains.markErased(context, user)
      await decisions.forget(context, user)
    },
  }
  const reports = createWrongReports(storage.tenant)
  const alerts = createAlerts(storage.tenant, ambient.now)
  const segments = createSegmentMembers(storage.tenant)
  const wakes = createWakeTimes(storage, controlFor)
  const models = createTenantModels(storage.tenant, ambient)
  const onSnapshotFailure = (cause: unknown) =>
    telemetry.log.error({ err: cause }, 'a snapshot could not be written; the log is the truth')
  const learners = createLearners({
    ...ambient,
    store: storage.tenant,
    enabled: async (context) => [
      ...learnersIn(plugins.host, (await settings.resolve(context)).value.recommenders).values(),
    ],
    teach: plugins.host.learn,
    telemetry,
  })
  const streams = createUserStreams(
    storage.tenant,
    { version: foldVersion, empty: emptySession, fold: foldEntry, compiled: worlds.compiled },
    {
      now: ambient.now,
      sessionsInMemory: config.sessionsInMemory,
      onSnapshotFailure,
      onCaughtUp: (context, user, entries) => flow.caughtUp(context, user, entries),
      onErase: async (context, user) => {
        const outside = await users.provenOutside(context, user)
        if (outside !== undefined) await people.forget(context, 'user', outside)
        await corrections.removeOf(context, user)
        await index.forget(context, user)
        await reports.forget(context, user)
        await segments.forget(context, user)
        await models.forget(context, user)
        await learners.forget(context, user)
      },
    },
  )
  const coalescer = createCoalescer(limits.coalesceMs, ambient.monotonicMs, (cause) =>
    telemetry.log.error({ err: cause }, 'a decision failed'),
  )
  const vectors = createTenantVectors({
    provider: createVectorProviders(storage.tenant, config.embeddings, ambient.monotonicMs),
    helps: (context, from) => findings.helps(context, from),
    telemetry,
    monotonicMs: ambient.monotonicMs,
    questionMs: 250,
  })
  const findings = createVectorFindings({
    store: storage.tenant,
    vectors,
    world: worlds.now,
    rank: (...asked) => flow.rehearseSearch(...asked),
    recorded: (context) => flow.recordedQuestions(context),
    now: ambient.now,
    monotonicMs: ambient.monotonicMs,
  })
  const compareVectors = compareVectorsJob({ store: storage.tenant, evaluate: findings.evaluate, now: ambient.now })
  const forgetWake = (context: TenantContext, user: string) => wakes.set(context, user, null)
  const part = (context: TenantContext, user: string) => realtime?.part(context, user)
  const eraseUser = createEraseUser({ users, eraseStream: streams.erase, session: streams.session, forgetWake, part })
  const flow = createEventFlow({
    streams,
    newcomers: createNewcomers(storage.tenant, { now: ambient.now, hash }),
    worlds,
    plugins: plugins.host,
    accountTraits,
    accounts: createAccountAttention(storage.tenant, {
      now: ambient.now,
      id: ambient.id,
      nameOf: async (context, account) => {
        const { identitySecret } = await workspaces.get(controlFor(context), context.workspace)
        return keyedHash(identitySecret, 'account', context.tenant, account)
      },
      onSnapshotFailure,
    }),
    rehearsal: plugins.rehearsal,
    takeTokens: createRateLimits(config.rates, ambient.monotonicMs),
    models,
    learners,
    vectors: {
      nearest(context, world, question) {
        if (world.settings.value.retrieval.vectors === 'auto') compareVectors.note(context)
        return vectors.nearest(context, world, question)
      },
    },
    coalescer,
    wakes,
    index,
    reports,
    exposures: createExposureCounts(storage.tenant, { now: ambient.now, node: ambient.id() }),
    noteActions: createNoteActions(auditLog),
    eraseSpeaker: createEraseSpeaker({
      users,
      workspaceOf: (context) => workspaces.get(controlFor(context), context.workspace),
      eraseUser,
      async eraseVisit(context, user) {
        part(context, user)
        await streams.erase(context, user)
        await forgetWake(context, user)
      },
      note: (context) =>
        auditLog.append(context, {
          action: 'user.erase',
          outcome: 'noted',
          by: 'user',
          request: context.requestId,
          route: null,
          what: { act: 'erased' },
          why: null,
          code: null,
        }),
    }),
    alerts,
    segments,
    push: (...args) => realtime?.push(...args),
    tell: (...args) => realtime?.tell(...args),
    tabs: async (context, user) => (await realtime?.tabs(context, user)) ?? [],
    seen: (speaker) => realtime?.seen(speaker),
    hash,
    ambient,
    telemetry,
  })

  let stopping = false
  const api = createApi({
    routes: createRoutes({
      workspaces,
      tenants,
      tenantKeys,
      users,
      eraseUser,
      settings,
      corrections,
      content,
      audit: {
        log: auditLog,
        exportLines: (context, tenant, decisions) =>
          exportLines(context, { log: auditLog, chains, store: storage.tenant, now: ambient.now, tenant, decisions }),
      },
      product,
      people,
      alerts,
      segments,
      flow,
      learning: models.report,
      retrieval: {
        evaluate: findings.evaluate,
        label: findings.label,
        async standing(context) {
          const world = await worlds.now(context)
          const { vectors: switched, from } = world.settings.value.retrieval
          const finding = await findings.latest(context, from)
          return {
            vectors: switched,
            from,
            used: switched === 'on' || (switched === 'auto' && finding?.helps === true),
            state: vectors.state(context, world, world.settings.value.locale),
            finding: finding ?? null,
          }
        },
      },
      plugins: () => plugins.host.list(),
      checkPlugins: plugins.check,
      now: ambient.now,
      ready: async () =>
        !stopping &&
        (await storage.check().then(
          () => true,
          () => false,
        )),
      metrics,
      version,
    }),
    workspaces,
    tenants,
    tenantKeys,
    contexts: { installation: installationContext, workspace: workspaceContext, tenant: tenantContext },
    mayDo,
    audit: auditLog,
    waitFor: createRequestLimit(config.rates.perTenant, ambient.monotonicMs),
    ambient,
    telemetry,
  })
  const widgetFiles = createWidgetFiles(join(dirname(fileURLToPath(import.meta.url)), '..', 'widget'))
  const beaconRoute = createBeaconRoute({ admit, flow, ambient, telemetry })
  const http = createServer(
    { requestTimeout: 10_000, headersTimeout: 5_000, keepAliveTimeout: 5_000, maxHeaderSize: 16 * 1024 },
    (request, response) => {
      if (!widgetFiles(request, response) && !beaconRoute(request, response)) api(request, response)
    },
  )
  http.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
  })
  realtime = createRealtime(http, {
    admit,
    mayDo,
    flow,
    ambient,
    telemetry,
    connectionsPerAddress: config.connectionsPerAddress,
  })

  const operatorKey = await workspaces.ensureOperatorKey(atWork('first-start'))
  const operatorKeyFile = join(config.directory, 'operator.key')
  if (operatorKey !== undefined) writeFileSync(operatorKeyFile, `${operatorKey}\n`, { mode: 0o600 })

  await listen(http, config.port, config.host)
  const jobs = startJobs(
    [
      models.job,
      learners.job,
      compareVectors,
      wakeUsersJob({ ...jobParts('wake-users'), wakes, wake: flow.wake }),
      sealChainsJob({ ...jobParts('seal-chains'), chains }),
      expireVisitorsJob({
        ...jobParts('expire-visitors'),
        streams,
        visitorTenants: async (installation) => {
          const every = await workspaces.all(installation)
          const found = await Promise.all(
            every.map((workspace) => tenants.find(installation, workspace, defaultTenant).catch(() => undefined)),
          )
          const { contextFor } = jobParts('expire-visitors')
          return found.flatMap((one) => (one === undefined ? [] : [contextFor(one.workspace, one.tenant)]))
        },
        days: config.visitorDays,
      }),
    ],
    telemetry,
  )
  telemetry.log.info(
    { port: (http.address() as AddressInfo).port, host: config.host, storage: storage.name, version },
    'Cairn is up',
  )

  const stop = async (): Promise<void> => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), stopWithinMs).unref()
    // Who has not finished a request by then does not hold the rest up.
    setTimeout(() => http.closeAllConnections(), requestsEndWithinMs).unref()
    await Promise.all([jobs.stop(), refresher.stop()])
    await realtime?.close()
    http.closeAllConnections()
    await coalescer.idle()
    await streams.close()
    await storage.close()
    telemetry.log.info({}, 'Cairn has stopped')
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop())
}

const listen = (http: ReturnType<typeof createServer>, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    http.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'EADDRINUSE'
          ? new AppError('PORT_IN_USE', { setting: 'CAIRN_PORT', port }, cause)
          : cause.code === 'EACCES' || cause.code === 'EADDRNOTAVAIL'
            ? new AppError(
                'SETTING_INVALID',
                {
                  setting: 'CAIRN_HOST or CAIRN_PORT',
                  given: `${host}:${port}`,
                  takes: 'an address that this user may listen on',
                },
                cause,
              )
            : cause,
      ),
    )
    http.listen(port, host, resolve)
  })

/** One line for the operator: what is wrong, where, and the mend. */
const startFailure = (cause: unknown): string => {
  const code = (cause as { code?: unknown } | null)?.code
  if (typeof code !== 'string' || !Object.hasOwn(errorCatalogue, code))
    return `Cairn cannot start: ${cause instanceof Error ? cause.message : String(cause)}`
  const { message, mend } = errorCatalogue[code as keyof typeof errorCatalogue]
  const facts = Object.entries((cause as { facts: object }).facts).map(([name, value]) => `${name}: ${value}`)
  return `Cairn cannot start: ${message}${facts.length === 0 ? '' : ` (${facts.join(', ')})`} ${mend}`
}

run().catch((cause: unknown) => {
  process.stderr.write(`${startFailure(cause)}\n`)
  process.exit(1)
})
