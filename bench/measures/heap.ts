import { mixedContents, tickedChecklist } from '../fixtures/contents.ts'
import { connectLight, connectMany, type LightClient } from '../load/light-client.ts'
import { pageEnvelope } from '../load/track-envelope.ts'
import type { Plan } from '../plan.ts'
import { kilobytes, type Row, times } from '../report/row.ts'
import type { BenchServer } from '../servers/server.ts'
import type { CairnServer } from '../servers/start-cairn.ts'
import { createWorkspace, origin } from '../servers/workspace.ts'

const budget = 2
/** Connected before the count begins, so that what is made once is not charged to the first thousand. */
const warmUp = 50
const settleMs = 1_500

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const growth = async (
  server: BenchServer,
  connections: number,
  arrive: (user: string) => Promise<LightClient>,
): Promise<number> => {
  const early = await connectMany(warmUp, (index) => arrive(`early-${index}`))
  await wait(settleMs)
  const before = await server.inspector.liveHeapBytes()
  const counted = await connectMany(connections, (index) => arrive(`idle-${index}`))
  await wait(settleMs)
  const after = await server.inspector.liveHeapBytes()
  await Promise.all([...early, ...counted].map((client) => client.close()))
  return (after - before) / connections
}

/** A connection that is open and does nothing, after its user opened one page and was given a checklist: its session is counted in. */
export const measureHeap = async (cairn: CairnServer, bare: BenchServer, { heap }: Plan): Promise<readonly Row[]> => {
  const workspace = await createWorkspace(cairn, [...mixedContents(20), tickedChecklist])
  const arriveAt = (server: BenchServer) => async (user: string) => {
    const client = await connectLight(server.port, workspace.handshake(user), origin)
    await client.send(pageEnvelope('/projects'))
    return client
  }
  const theirs = await growth(bare, heap.connections, arriveAt(bare))
  const ours = await growth(cairn, heap.connections, arriveAt(cairn))
  return [
    {
      figure: `live heap per idle connection, session included (${heap.connections} connections)`,
      cairn: kilobytes(ours),
      baseline: kilobytes(theirs),
      against: 'bare Socket.IO, same handshake',
      ratio: times(ours / theirs),
      budget: `<= ${budget}x`,
      met: ours / theirs <= budget,
    },
  ]
}
