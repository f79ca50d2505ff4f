import type { HttpServices } from './http-services.ts'
import type { Route } from './route.ts'
import { alertRoutes } from './routes/alert-routes.ts'
import { auditRoutes } from './routes/audit-routes.ts'
import { contentRoutes } from './routes/content-routes.ts'
import { correctionRoutes } from './routes/correction-routes.ts'
import { decisionRoutes } from './routes/decision-routes.ts'
import { entityRoutes } from './routes/entity-routes.ts'
import { feedbackRoutes } from './routes/feedback-routes.ts'
import { healthRoutes } from './routes/health-routes.ts'
import { keyRoutes } from './routes/key-routes.ts'
import { learningRoutes } from './routes/learning-routes.ts'
import { retrievalRoutes } from './routes/retrieval-routes.ts'
import { segmentRoutes } from './routes/segment-routes.ts'
import { settingsRoutes } from './routes/settings-routes.ts'
import { tenantRoutes } from './routes/tenant-routes.ts'
import { userRoutes } from './routes/user-routes.ts'
import { workspaceRoutes } from './routes/workspace-routes.ts'

/** Every route of HTTP v1, as data: the server is fed from this table, and the documentation is checked against it. */
export const createRoutes = (services: HttpServices): readonly Route[] => [
  ...healthRoutes(services),
  ...workspaceRoutes(services),
  ...contentRoutes(services),
  ...settingsRoutes(services),
  ...correctionRoutes(services),
  ...entityRoutes(services),
  ...tenantRoutes(services),
  ...keyRoutes(services),
  ...userRoutes(services),
  ...decisionRoutes(services),
  ...auditRoutes(services),
  ...learningRoutes(services),
  ...retrievalRoutes(services),
  ...feedbackRoutes(services),
  ...alertRoutes(services),
  ...segmentRoutes(services),
]
