import { lookup as resolveName } from 'node:dns'
import { type IncomingMessage, request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import type { FactsFetch, FactsRequest, FactsResponse } from '../../contract/plugin.ts'

/** For one request, ms, from its start to the last byte. */
const requestMs = 2_000
const responseBytes = 256 * 1024
const bodyLength = 16_384

// Apart: a list of both takes every IPv4 address for one that is mapped into IPv6.
const inside4 = new BlockList()
const inside6 = new BlockList()
for (const [network, prefix] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
  ] as const),
  ...([
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
  ] as const),
  ...([
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const),
])
  inside4.addSubnet(network, prefix, 'ipv4')
// What carries an IPv4 address inside (mapped, 6to4, NAT64, Teredo) could lead to any of those above.
for (const [network, prefix] of [
  ...([
    ['::', 96],
    ['::ffff:0:0', 96],
    ['64:ff9b::', 32],
    ['2002::', 16],
    ['2001::', 23],
    ['2001:db8::', 32],
  ] as const),
  ...([
    ['fc00::', 7],
    ['fe80::', 9],
    ['ff00::', 8],
  ] as const),
])
  inside6.addSubnet(network, prefix, 'ipv6')
const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** Whether an address leads out to the world, and not to the operator's own machines. */
export const leadsOutside = (address: string, allowLoopback: boolean): boolean => {
  if (isIP(address) === 0) return false
  if (allowLoopback && loopback.check(address, familyOf(address))) return true
  return isIP(address) === 4 ? !inside4.check(address, 'ipv4') : !inside6.check(address, 'ipv6')
}

/** Resolves a name and refuses it when any of its addresses leads inside. The connection is made to what was looked at here: no second look-up. */
const lookupOutside =
  (allowLoopback: boolean): LookupFunction =>
  (host, options, answer) => {
    resolveName(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return answer(error, '', 0)
      const [first] = addresses
      if (first === undefined || !addresses.every(({ address }) => leadsOutside(address, allowLoopback)))
        return answer(new Error(`${host} does not lead outside`), '', 0)
      if (options.all === true) answer(null, addresses)
      else answer(null, first.address, first.family)
    })
  }

export interface GuardedFetchSettings {
  /** Names as the plugin declares them; no other is asked. */
  readonly hosts: readonly string[]
  /** For tests: plain HTTP to this machine. */
  readonly allowLoopback: boolean
}

/**
 * The network as a plugin gets it: https to declared hosts, no address inside, no redirect followed, bounded in time and bytes.
 * @returns a function that rejects, with a reason for the plugin's author, when it refuses
 */
export const createGuardedFetch = ({ hosts, allowLoopback }: GuardedFetchSettings): FactsFetch => {
  const lookup = lookupOutside(allowLoopback)
  return async (address, init = {}) => {
    const url = new URL(address)
    const host = url.hostname.replace(/^\[|\]$/g, '')
    if (!hosts.includes(host)) throw new Error(`${host} is not among the hosts that it declares`)
    // An address is never looked up.
    if (isIP(host) !== 0 && !leadsOutside(host, allowLoopback)) throw new Error(`${host} does not lead outside`)
    const isLocal = allowLoopback && (host === 'localhost' || loopback.check(host, familyOf(host)))
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) throw new Error('https only')
    return send(url, init, lookup)
  }
}

const send = (url: URL, { method = 'GET', headers = {}, body }: FactsRequest, lookup: LookupFunction) => {
  if (body !== undefined && body.length > bodyLength) throw new Error(`a body of at most ${bodyLength} characters`)
  const request = url.protocol === 'https:' ? secureRequest : plainRequest
  return new Promise<FactsResponse>((resolve, reject) => {
    const sent = request(url, { method, headers, lookup, agent: false, signal: AbortSignal.timeout(requestMs) })
    sent.once('error', reject)
    sent.once('response', (response) => void readAll(response).then(resolve, reject))
    sent.end(body)
  })
}

const readAll = async (response: IncomingMessage): Promise<FactsResponse> => {
  const status = response.statusCode ?? 0
  if (status >= 300 && status < 400) {
    response.destroy()
    throw new Error('it answers with a redirect, which is not followed')
  }
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > responseBytes) throw new Error(`it answers with more than ${responseBytes} bytes`)
    parts.push(part)
  }
  return { status, body: Buffer.concat(parts).toString('utf8') }
}
