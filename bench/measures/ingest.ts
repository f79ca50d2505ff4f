import { mixedContents } from '../fixtures/contents.ts'
import { type Busy, keepBusy } from '../load/keep-busy.ts'
import { connectLight, connectMany, type LightClient } from '../load/light-client.ts'
import { trackEnvelope } from '../load/track-envelope.ts'
import type { Plan } from '../plan.ts'
import { median } from '../report/quantile.ts'
import { micros, perSecond, type Row, times } from '../report/row.ts'
import type { BenchServer } from '../servers/server.ts'
import type { CairnServer } from '../servers/start-cairn.ts'
import { createWorkspace, origin } from '../servers/workspace.ts'

const connections = 50
const budgets = { acks: 0.6, cpu: 1.8, tenfold: 1.5 }

/** One thing under load, run again and again in turn with the others. */
interface Runner {
  readonly clients: readonly LightClient[]
  readonly server: BenchServer
  readonly events: number
}

const middle = (runs: readonly Busy[]): Busy => ({
  acksPerSecond: median(runs.map(({ acksPerSecond }) => acksPerSecond)),
  cpuMicrosPerAck: median(runs.map(({ cpuMicrosPerAck }) => cpuMicrosPerAck)),
})

/**
 * The median of each repetition's own ratio: what both sides of a repetition suffered from the rest of the machine falls out of it.
 */
const ratio = (ours: readonly Busy[], theirs: readonly Busy[], of: keyof Busy): number =>
  median(ours.map((run, index) => run[of] / (theirs[index] as Busy)[of]))

/** Stages 3 and 4, from the wire to the durable ack, against Socket.IO with nothing behind it. */
export const measureIngest = async (
  cairn: CairnServer,
  bare: BenchServer,
  { ingest }: Plan,
): Promise<readonly Row[]> => {
  const connect = async (server: BenchServer, handshake: (user: string) => object, prefix: string) =>
    connectMany(connections, (index) => connectLight(server.port, handshake(`${prefix}-${index}`), origin))
  const empty = await createWorkspace(cairn, [])
  const furnished = await createWorkspace(cairn, mixedContents(20))
  const onBare = await connect(bare, empty.handshake, 'ingest')
  const onCairn = await connect(cairn, empty.handshake, 'ingest')
  const onFurnished = await connect(cairn, furnished.handshake, 'ingest')

  const runners = {
    bareOne: { clients: onBare, server: bare, events: 1 },
    cairnOne: { clients: onCairn, server: cairn, events: 1 },
    bareTen: { clients: onBare, server: bare, events: 10 },
    cairnTen: { clients: onCairn, server: cairn, events: 10 },
    furnished: { clients: onFurnished, server: cairn, events: 1 },
  } satisfies Record<string, Runner>
  const names = Object.keys(runners) as (keyof typeof runners)[]
  const runs = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<keyof typeof runners, Busy[]>
  // The first repetition warms up: it compiles code and is not counted.
  for (let repetition = 0; repetition <= ingest.repetitions; repetition++)
    for (const name of names) {
      const { clients, server, events } = runners[name]
      const busy = await keepBusy(clients, server.inspector, () => trackEnvelope(events), ingest)
      if (repetition > 0) runs[name].push(busy)
    }
  await Promise.all([...onBare, ...onCairn, ...onFurnished].map((client) => client.close()))

  const { bareOne, cairnOne, bareTen, cairnTen, furnished: withContent } = runs
  const cpuOne = ratio(cairnOne, bareOne, 'cpuMicrosPerAck')
  const acksOne = ratio(cairnOne, bareOne, 'acksPerSecond')
  const tenfold = ratio(cairnTen, bareOne, 'acksPerSecond') * 10
  const against = 'bare Socket.IO with acks'
  const cpu = (busy: readonly Busy[], events = 1) => micros(middle(busy).cpuMicrosPerAck / events)
  const rate = (busy: readonly Busy[], events = 1) => middle(busy).acksPerSecond * events
  return [
    {
      figure: 'durable sealed ingest, 1 event a message: CPU per message',
      cairn: cpu(cairnOne),
      baseline: cpu(bareOne),
      against,
      ratio: times(cpuOne),
      budget: `<= ${budgets.cpu}x`,
      met: cpuOne <= budgets.cpu,
    },
    {
      figure: '  messages acked a second',
      cairn: perSecond(rate(cairnOne), 'acks'),
      baseline: perSecond(rate(bareOne), 'acks'),
      against,
      ratio: times(acksOne),
      budget: `>= ${budgets.acks}x`,
      met: acksOne >= budgets.acks,
    },
    {
      figure: 'durable sealed ingest, 10 events a message: events a second',
      cairn: perSecond(rate(cairnTen, 10), 'events'),
      baseline: perSecond(rate(bareOne), 'events'),
      against: `${against}, 1 event a message`,
      ratio: times(tenfold),
      budget: `>= ${budgets.tenfold}x`,
      met: tenfold >= budgets.tenfold,
    },
    {
      figure: '  CPU per event',
      cairn: cpu(cairnTen, 10),
      baseline: cpu(bareTen, 10),
      against: `${against}, 10 events a message`,
      ratio: times(ratio(cairnTen, bareTen, 'cpuMicrosPerAck')),
      budget: '',
      met: null,
    },
    {
      figure: 'the whole path (20 items to decide over): CPU per message',
      cairn: cpu(withContent),
      baseline: cpu(cairnOne),
      against: 'Cairn with nothing to decide over',
      ratio: times(ratio(withContent, cairnOne, 'cpuMicrosPerAck')),
      budget: '',
      met: null,
    },
  ]
}
