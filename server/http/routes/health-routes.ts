import { AppError } from '../../../contract/errors.ts'
import type { HttpServices } from '../http-services.ts'
import { ok, type Route, route } from '../route.ts'
import { noBody, nothing } from './path-params.ts'

export const healthRoutes = ({
  ready,
  metrics,
  version,
}: Pick<HttpServices, 'ready' | 'metrics' | 'version'>): readonly Route[] => [
  route({
    method: 'get',
    path: '/health/live',
    action: 'public.read',
    at: 'public',
    params: nothing,
    query: nothing,
    body: noBody,
    summary: 'The process runs.',
    handle: async () => ok({ status: 'live', version: version }),
  }),
  route({
    method: 'get',
    path: '/health/ready',
    action: 'public.read',
    at: 'public',
    params: nothing,
    query: nothing,
    body: noBody,
    summary: 'The process can serve: its store answers.',
    handle: async () => {
      if (!(await ready())) throw new AppError('NOT_READY')
      return ok({ status: 'ready', version: version })
    },
  }),
  route({
    method: 'get',
    path: '/metrics',
    action: 'public.read',
    at: 'public',
    params: nothing,
    query: nothing,
    body: noBody,
    summary: 'Prometheus metrics; no label names a tenant or user.',
    handle: async () => ({ status: 200, text: await metrics() }),
  }),
]
