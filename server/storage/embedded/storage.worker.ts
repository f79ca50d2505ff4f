import { join } from 'node:path'
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { Scope } from '../scope.ts'
import { DirectoryInUseError, lockDirectory } from './directory-lock.ts'
import { openKeyFile } from './key-file.ts'
import type { Opening, Reply, Request, WorkerData } from './requests.ts'
import { createScopeFiles } from './scope-files.ts'

/**
 * The storage thread: every SQLite file and every data key live here. Whatever arrived while a commit was running is taken together and
 * committed once per file; each request is answered after its file's commit.
 */
const { directory, master, faults } = workerData as WorkerData

const sleep = (ms: number): void => {
  if (ms > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

const openDirectory = () => {
  const unlock = lockDirectory(directory)
  const keys = openKeyFile(join(directory, 'keys.db'), master)
  const files = createScopeFiles(directory, keys, {
    beforeCommit: () => sleep(faults.beforeCommitMs ?? 0),
    afterCommit: () => sleep(faults.afterCommitMs ?? 0),
  })
  return { unlock, keys, files }
}

const open = (): ReturnType<typeof openDirectory> | Opening => {
  try {
    const opened = openDirectory()
    if (opened.keys.accepts(master)) return opened
    return { opened: false, code: 'MASTER_KEY_WRONG', facts: { directory, reason: 'different' } }
  } catch (error) {
    if (error instanceof DirectoryInUseError)
      return { opened: false, code: 'DATA_DIRECTORY_IN_USE', facts: { directory } }
    const reason = error instanceof Error ? error.message : String(error)
    return { opened: false, code: 'DATA_DIRECTORY_UNREADABLE', facts: { directory, reason } }
  }
}

const byScope = (requests: readonly Request[]): Map<Scope, Request[]> => {
  const groups = new Map<Scope, Request[]>()
  for (const request of requests) {
    const group = groups.get(request.scope)
    if (group === undefined) groups.set(request.scope, [request])
    else group.push(request)
  }
  return groups
}

const serve = (port: MessagePort, { unlock, keys, files }: ReturnType<typeof openDirectory>): void => {
  const close = (): void => {
    files.close()
    keys.close()
    unlock()
    port.close()
  }
  port.on('message', (first: readonly Request[] | 'close') => {
    const requests: Request[] = []
    let closing = false
    for (
      let next: { message: typeof first } | undefined = { message: first };
      next;
      next = receiveMessageOnPort(port)
    ) {
      if (next.message === 'close') closing = true
      else requests.push(...next.message)
    }
    for (const [scope, group] of byScope(requests)) port.postMessage(files.commit(scope, group) satisfies Reply[])
    if (closing) close()
  })
}

if (parentPort === null) throw new Error('this is the entry of a worker thread')
const result = open()
if ('opened' in result) {
  parentPort.postMessage(result)
  parentPort.close()
} else {
  parentPort.postMessage({ opened: true } satisfies Opening)
  serve(parentPort, result)
}
