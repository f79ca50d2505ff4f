import { z } from 'zod'
import { contentKey, mintedId, outsideId } from '../../../contract/names.ts'

/** Of routes that take none. A body is not looked at there. */
export const nothing = z.object({})
export const noBody = z.unknown()

export const tenantParams = z.object({ tenant: outsideId })
export const keyParams = z.object({ key: contentKey })
export const tenantKeyParams = z.object({ tenant: outsideId, key: contentKey })
export const userParams = z.object({ tenant: outsideId, user: outsideId })
export const tenantKeyIdParams = z.object({ tenant: outsideId, id: mintedId })
export const decisionParams = z.object({ tenant: outsideId, decision: mintedId })
export const correctionParams = z.object({ tenant: outsideId, correction: mintedId })
