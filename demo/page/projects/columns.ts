import type { Column } from '../../server/shapes.ts'

/** In the order in which work moves. */
export const columns = ['todo', 'doing', 'review', 'done'] as const satisfies readonly Column[]
