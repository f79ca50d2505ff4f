import express, { type Express, type RequestHandler } from 'express'
import { type ApiOptions, createApi } from './product-api.ts'

export interface ProductOptions extends ApiOptions {
  /** Folder of the built page. */
  readonly pageFolder: string
  readonly page: (publishableKey: string | undefined) => string
  /** Content-Security-Policy of every answer. */
  readonly policy: string
  /** Whether Cairn knows the product's content by now. */
  readonly guided: () => boolean
}

const headers =
  (policy: string): RequestHandler =>
  (_request, response, next) => {
    response.set({
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'same-origin',
    })
    next()
  }

/** Changes come from the product's own pages only: beside SameSite=Lax, the browser names where they come from. */
const sameOrigin: RequestHandler = (request, response, next) => {
  const { origin, host } = request.headers
  const foreign = origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)
  if (request.method !== 'GET' && (foreign || !request.is('application/json')))
    response.status(403).json({ code: 'foreign' })
  else next()
}

export const createProduct = (options: ProductOptions): Express => {
  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', 'simple')
  app.use(headers(options.policy))
  app.get('/health', (_request, response) => {
    response.json({ status: 'ready', guided: options.guided() })
  })
  app.use('/api', sameOrigin, express.json({ limit: '32kb', inflate: false }), createApi(options))
  app.use('/app', express.static(options.pageFolder, { index: false, fallthrough: true, cacheControl: false }))
  // Every other address is a route of the page; what looks like a file is none.
  app.get('/{*path}', (request, response) => {
    if (/^\/app\/|\.\w+$/.test(request.path)) response.status(404).end()
    else response.type('html').set('Cache-Control', 'no-store').send(options.page(options.keys()?.publishableKey))
  })
  return app
}
