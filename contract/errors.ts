/**
 * Every failure that leaves Cairn by an edge: its code is stable, its message says what is wrong, its mend what to do. What is expected
 * inside the flow is an outcome, not an error.
 */
export const errorCatalogue = {
  // Identity and access
  KEY_MISSING: {
    status: 401,
    message: 'No key was given.',
    mend: 'Send the secret key as "Authorization: Bearer sk_...".',
  },
  KEY_UNKNOWN: {
    status: 401,
    message: 'This key is unknown, revoked or expired.',
    mend: 'Copy the key again from where it was made, or have a new one made.',
  },
  KEY_WRONG_KIND: {
    status: 403,
    message: 'This kind of key cannot do that.',
    mend: 'Publishable keys belong in the page, secret keys in your back end, the operator key with the operator, a tenant key with that customer.',
  },
  KEY_OTHER_TENANT: {
    status: 403,
    message: 'This key is for one tenant, and not for this one.',
    mend: 'Name the tenant that the key was made for.',
  },
  KEY_LIMIT: {
    status: 409,
    message: 'The tenant has as many keys as it may.',
    mend: 'Revoke one that is no longer needed.',
  },
  BEYOND_BOUNDS: {
    status: 403,
    message: 'The team whose product this is has not left that to its customers.',
    mend: 'Stay within the bounds that the details name, or ask the team: they stand in its setting "tenantMay".',
  },
  KEY_IN_BROWSER: {
    status: 403,
    message: 'A secret key was sent by a browser.',
    mend: 'Call this from your back end, and replace the key: it has been exposed.',
  },
  ORIGIN_MISSING: {
    status: 403,
    message: 'The connection names no origin.',
    mend: 'Connect from a browser page; a back end uses the HTTP API.',
  },
  ORIGIN_NOT_ALLOWED: {
    status: 403,
    message: "This origin is not on the workspace's list.",
    mend: "Add the page's origin to the workspace.",
  },
  HANDSHAKE_INVALID: {
    status: 400,
    message: 'The handshake payload does not match the protocol.',
    mend: 'See docs/protocol.md, "Connecting".',
  },
  TOKEN_INVALID: {
    status: 401,
    message: 'The user token is malformed, wrongly signed or misses a claim.',
    mend: "Sign a JWT with HS256, the workspace's signing secret and its kid; claims sub, aud, iat, exp.",
  },
  TOKEN_EXPIRED: {
    status: 401,
    message: 'The user token has expired.',
    mend: 'Sign a fresh one and call identify again.',
  },
  TOKEN_REQUIRED: {
    status: 401,
    message: 'This workspace takes users only with a signed token.',
    mend: 'Pass { token } to identify.',
  },
  TENANT_UNKNOWN: {
    status: 404,
    message: 'No such tenant.',
    mend: 'Register it with PUT /v1/tenants/{tenant}, or let its first user connect with a valid token.',
  },
  TENANT_LIMIT: {
    status: 409,
    message: 'The workspace has as many tenants as it may.',
    mend: 'Raise CAIRN_TENANT_LIMIT.',
  },

  // Requests
  REQUEST_INVALID: {
    status: 400,
    message: 'The request does not match what this route takes.',
    mend: 'See the details; docs/http-api.md has the shapes.',
  },
  JSON_INVALID: {
    status: 400,
    message: 'The body is not valid JSON.',
    mend: 'Send JSON with content-type application/json.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    message: 'The body is larger than this route takes.',
    mend: 'Send fewer or smaller items.',
  },
  NOT_FOUND: { status: 404, message: 'There is nothing here.', mend: 'Check the address and the ids in it.' },
  ERASED: {
    status: 410,
    message: 'What stood here has been erased.',
    mend: 'Nothing brings it back: erasure and retention come before completeness.',
  },
  CONSENT_MISSING: {
    status: 403,
    message: 'The user has not agreed to this being stored.',
    mend: 'Ask them first, and tell Cairn with a consent message.',
  },
  RATE_LIMITED: { status: 429, message: 'Too much at once.', mend: 'Wait as long as Retry-After says.' },
  PLUGIN_UNKNOWN: {
    status: 422,
    message: 'No plugin of that name is installed.',
    mend: 'GET /v1/plugins lists those that are.',
  },
  PLUGIN_OPTIONS_INVALID: {
    status: 422,
    message: 'The plugin does not take these options.',
    mend: "See the details and the plugin's options schema.",
  },
  CORRECTION_LIMIT: {
    status: 409,
    message: 'As many corrections stand as may.',
    mend: 'Remove some that are no longer needed, let them expire, or say it once for a segment.',
  },
  INTERNAL: {
    status: 500,
    message: 'Something failed on our side.',
    mend: 'Try again; the request id finds the cause in the log.',
  },
  STREAM_GAP: {
    status: 500,
    message: "An entry of a user's stream is missing.",
    mend: 'Read the stream again from the last entry that was folded.',
  },
  NOT_READY: { status: 503, message: 'The server is starting or stopping.', mend: 'Try again shortly.' },

  // The wire
  ENVELOPE_INVALID: {
    status: 400,
    message: 'The envelope does not match the protocol.',
    mend: 'See docs/protocol.md, "Envelope".',
  },
  CONNECTION_LIMIT: { status: 429, message: 'Too many connections.', mend: 'Back off and try again with jitter.' },

  // Starting
  SETTING_INVALID: {
    status: 500,
    message: 'A setting is malformed.',
    mend: 'Correct the environment variable that is named.',
  },
  PORT_IN_USE: {
    status: 500,
    message: 'The port is taken.',
    mend: 'Set CAIRN_PORT (or DEMO_PORT) to a free one, or stop what uses it.',
  },
  DATA_DIRECTORY_UNREADABLE: {
    status: 500,
    message: 'The data directory cannot be read and written.',
    mend: 'Set CAIRN_DATA to a directory that this user owns.',
  },
  DATA_DIRECTORY_IN_USE: {
    status: 500,
    message: 'Another Cairn is using the data directory.',
    mend: 'Stop it, or set CAIRN_DATA to another directory.',
  },
  MONGODB_UNREACHABLE: {
    status: 500,
    message: 'MongoDB does not answer.',
    mend: 'Check MONGODB_URL and that the server is running.',
  },
  MASTER_KEY_WRONG: {
    status: 500,
    message: 'The master key does not open this data.',
    mend: 'Put back the master.key that the data was written with.',
  },
  PLUGIN_NOT_LOADABLE: {
    status: 500,
    message: 'A plugin could not be loaded.',
    mend: 'Run "npx cairn plugin check" on it.',
  },
} as const satisfies Record<string, { status: number; message: string; mend: string }>

export type ErrorCode = keyof typeof errorCatalogue
/** Values that help to mend it; they reach the client, so never a secret, path or stack. */
export type ErrorFacts = Readonly<Record<string, string | number | boolean | readonly string[]>>

export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly facts: ErrorFacts
  constructor(code: ErrorCode, facts: ErrorFacts = {}, cause?: unknown) {
    super(errorCatalogue[code].message, cause === undefined ? undefined : { cause })
    this.code = code
    this.facts = facts
  }
  get status(): number {
    return errorCatalogue[this.code].status
  }
}
