import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Ambient } from '../../contract/ambient.ts'
import { AppError, errorCatalogue } from '../../contract/errors.ts'
import type { ServerEnvelope } from '../../contract/guidance.ts'
import { limits } from '../../contract/limits.ts'
import { type Ack, beacon } from '../../contract/messages.ts'
import type { Speaker } from '../../contract/speaker.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import type { Admission, Admit } from '../tenants/admission.ts'

export interface BeaconOptions {
  readonly admit: Admit
  readonly flow: {
    /** Stores the messages and says what is active now. */
    beacon(
      speaker: Speaker,
      admission: Admission,
      envelope: unknown,
    ): Promise<{ ack: Ack; messages: ServerEnvelope['messages'] }>
  }
  readonly ambient: Ambient
  readonly telemetry: Telemetry
}

const readBody = (request: IncomingMessage): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > limits.beaconBytes) {
        request.pause()
        reject(new AppError('BODY_TOO_LARGE', { limitBytes: limits.beaconBytes }))
      } else chunks.push(chunk)
    })
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.on('error', reject)
  })

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError('JSON_INVALID', {}, cause)
  }
}

/**
 * Where the socket is blocked, and for what is left when a page goes away: the same envelope as `text/plain`, which needs no CORS preflight
 * (one could not finish on unload). Identity travels in the body, never in the URL.
 */
export const createBeaconRoute = ({
  admit,
  flow,
  ambient,
  telemetry,
}: BeaconOptions): ((request: IncomingMessage, response: ServerResponse) => boolean) => {
  const serve = async (request: IncomingMessage, requestId: string) => {
    const raw = parseJson(await readBody(request))
    const shape = beacon.pick({ auth: true }).loose().safeParse(raw)
    if (!shape.success) throw new AppError('HANDSHAKE_INVALID', { at: shape.error.issues[0]?.path.join('.') ?? '' })
    const admission = await admit({
      handshake: shape.data.auth,
      origin: request.headers.origin,
      userAgent: request.headers['user-agent'],
      requestId,
    })
    const { context, user, handshake } = admission
    const speaker: Speaker = {
      context,
      user,
      tab: handshake.tab,
      connection: `beacon:${context.tenant}/${user}`,
      source: 'browser',
    }
    return flow.beacon(speaker, admission, shape.data.envelope)
  }
  return (request, response) => {
    if (request.method !== 'POST' || request.url !== '/v1/beacon') return false
    const requestId = ambient.id()
    const answer = (status: number, body: unknown) => {
      const text = JSON.stringify(body)
      response.writeHead(status, {
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Length': String(Buffer.byteLength(text)),
        'Access-Control-Allow-Origin': request.headers.origin ?? 'null',
        Vary: 'Origin',
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
        'X-Request-Id': requestId,
      })
      response.end(text)
      telemetry.count('cairn_http_requests_total', { route: 'post /v1/beacon', status: String(status) })
    }
    serve(request, requestId).then(
      (body) => answer(200, body),
      (cause: unknown) => {
        const error = cause instanceof AppError ? cause : new AppError('INTERNAL', {}, cause)
        if (error.code === 'INTERNAL') telemetry.log.error({ err: cause, requestId }, 'a beacon failed')
        const { message, mend, status } = errorCatalogue[error.code]
        answer(status, { error: { code: error.code, message, mend, facts: error.facts, requestId } })
      },
    )
    return true
  }
}
